// A client of quic-transport on quic-go, written from docs/wire-protocol.md. It talks to the
// node that it is told to dial, prints what comes of it line by line, waits for the end of its
// input and leaves.
//
//	interop ADDRESS CHAIN KEY CA ID
//
// CHAIN and KEY may be "-": it shows no certificate then.
package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	quic "github.com/lucas-clemente/quic-go"
)

const (
	itemCost  = 32
	itemSize  = 60000
	itemCount = 60
)

func main() {
	if len(os.Args) != 6 {
		fail(errors.New("usage: interop ADDRESS CHAIN KEY CA ID"))
	}
	p, heard, err := dial(os.Args[1], os.Args[2], os.Args[3], os.Args[4], os.Args[5])
	if err != nil {
		refused(err)
	}
	say(fmt.Sprintf("hello %s %v", heard.id, heard.services))
	for _, part := range []func(*peer) error{lane, transfer, messages} {
		if err := part(p); err != nil {
			refused(err)
		}
	}
	say("ready")
	_, _ = io.Copy(io.Discard, os.Stdin)
	if err := p.leave(); err != nil {
		fail(err)
	}
}

func say(line string) { fmt.Println(line) }

func fail(err error) {
	say("failed " + err.Error())
	os.Exit(1)
}

// refused says how the other end has ended the connection.
func refused(err error) {
	var transport *quic.TransportError
	var application *quic.ApplicationError
	switch {
	case errors.As(err, &transport) && transport.ErrorCode.IsCryptoError() && transport.Remote:
		say(fmt.Sprintf("refused alert %d", transport.ErrorCode-0x100))
	case errors.As(err, &application) && application.Remote:
		say(fmt.Sprintf("refused code 0x%x", uint64(application.ErrorCode)))
	default:
		fail(err)
	}
	os.Exit(2)
}

func message(kind byte, id uint64, path string, headers map[string]string, payload []byte) []byte {
	return frame(kind, new(writer).number(id).number(5000).text(path).text("").texts(headers).payload(payload))
}

// lane sends two requests and two events, of which one each finds no handler.
func lane(p *peer) error {
	stream, err := p.connection.OpenStreamSync(context.Background())
	if err != nil {
		return err
	}
	out := []byte{kindLane}
	out = append(out, message(typeRequest, 1, "echo", map[string]string{"lang": "de"}, []byte("größer"))...)
	out = append(out, message(typeRequest, 2, "nowhere", nil, nil)...)
	out = append(out, message(typeEvent, 3, "count", nil, []byte("one"))...)
	out = append(out, message(typeEvent, 4, "nowhere", nil, []byte("two"))...)
	if _, err := stream.Write(out); err != nil {
		return err
	}
	answered, told := 0, uint64(0)
	for answered < 2 || told < 4 {
		kind, body, err := readFrame(stream)
		if err != nil {
			return err
		}
		switch kind {
		case typeResponse, typeError:
			a := readAnswer(kind, body)
			answered++
			say(fmt.Sprintf("answer %d code 0x%x %s", a.id, a.code, a.payload))
		case typeNack:
			sequence := body.number()
			say(fmt.Sprintf("refused event %d code 0x%x", sequence, body.number()))
		case typeAck:
			told = body.number()
		default:
			return fmt.Errorf("frame type %d on a lane", kind)
		}
		if body.err != nil {
			return body.err
		}
	}
	say(fmt.Sprintf("acknowledged %d", told))
	if err := p.tell(frame(typeSettled, new(writer).number(5).number(0))); err != nil {
		return err
	}
	return finish(stream)
}

// finish ends a stream and waits until the other end has, too.
func finish(stream quic.Stream) error {
	if err := stream.Close(); err != nil {
		return err
	}
	_, err := io.Copy(io.Discard, stream)
	return err
}

// transfer sends a request that is too large for a lane.
func transfer(p *peer) error {
	stream, err := p.connection.OpenStreamSync(context.Background())
	if err != nil {
		return err
	}
	payload := bytes.Repeat([]byte("0123456789"), 10000)
	if _, err := stream.Write(append([]byte{kindTransfer}, message(typeRequest, 5, "length", nil, payload)...)); err != nil {
		return err
	}
	if err := finish(stream); err != nil {
		return err
	}
	select {
	case a := <-p.transferred:
		say(fmt.Sprintf("transferred %d code 0x%x %s", a.id, a.code, a.payload))
	case <-time.After(10 * time.Second):
		return errors.New("no answer has come by transfer")
	}
	return nil
}

// messages sends more than the other end grants at once, and takes as much back.
func messages(p *peer) error {
	stream, err := p.connection.OpenStreamSync(context.Background())
	if err != nil {
		return err
	}
	granted := uint64(maxPayload + itemCost)
	open := new(writer).number(0).number(granted).text("chat").texts(nil)
	if _, err := stream.Write(append([]byte{kindMessages}, frame(typeOpen, open)...)); err != nil {
		return err
	}
	credit, sent, came := uint64(0), 0, 0
	var hadToWait, ended bool
	for !ended {
		kind, body, err := readFrame(stream)
		if err != nil {
			return err
		}
		var out []byte
		switch kind {
		case typeCredit:
			credit += body.number()
		case typeItem:
			item := body.payload()
			if len(item) != itemSize || item[0] != byte(came) || item[itemSize-1] != byte(came) {
				return fmt.Errorf("item %d came with %d bytes, wrong ones", came, len(item))
			}
			came++
			out = frame(typeCredit, new(writer).number(uint64(len(item)+itemCost)))
		case typeEnd:
			ended = true
		default:
			return fmt.Errorf("frame type %d on a stream of messages", kind)
		}
		for sent < itemCount && credit >= itemSize+itemCost {
			out = append(out, frame(typeItem, new(writer).payload(bytes.Repeat([]byte{byte(sent)}, itemSize)))...)
			credit -= itemSize + itemCost
			if sent++; sent == itemCount {
				out = append(out, frame(typeEnd, new(writer))...)
			}
		}
		hadToWait = hadToWait || sent < itemCount
		if _, err := stream.Write(out); err != nil {
			return err
		}
	}
	if _, err := stream.Write(frame(typeCredit, new(writer).number(0))); err != nil {
		return err
	}
	say(fmt.Sprintf("stream sent %d came %d waited %v", sent, came, hadToWait))
	return finish(stream)
}
