package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
	"time"

	quic "github.com/lucas-clemente/quic-go"
)

const (
	alpn       = "quic-transport/1"
	maxPayload = 65536
	maxHeaders = 1024
	inFlight   = 16
)

// peer is the dialler's end of a connection.
type peer struct {
	connection quic.Connection
	control    quic.Stream
	writing    sync.Mutex

	admittedBy sync.Mutex
	admitted   map[uint64]uint64
	transfers  []uint64

	transferred chan answer
	doneCame    chan struct{}
}

// answer is what a request comes to.
type answer struct {
	id      uint64
	code    uint64
	payload []byte
}

// dial makes a connection and exchanges HELLO. Without files for a certificate it shows none.
func dial(address, chain, key, ca, id string) (*peer, *hello, error) {
	config, err := tlsConfig(chain, key, ca)
	if err != nil {
		return nil, nil, err
	}
	connection, err := quic.DialAddr(address, config, &quic.Config{
		Versions:              []quic.VersionNumber{quic.Version1},
		MaxIncomingUniStreams: -1,
		HandshakeIdleTimeout:  10 * time.Second,
	})
	if err != nil {
		return nil, nil, err
	}
	control, err := connection.OpenStreamSync(context.Background())
	if err != nil {
		return nil, nil, err
	}
	p := &peer{connection: connection, control: control, admitted: map[uint64]uint64{},
		transferred: make(chan answer, inFlight), doneCame: make(chan struct{})}
	if err := p.tell(append([]byte{kindControl}, frame(typeHello, helloOf(id))...)); err != nil {
		return nil, nil, err
	}
	kind, body, err := readFrame(control)
	if err != nil {
		return nil, nil, err
	}
	if kind != typeHello {
		return nil, nil, fmt.Errorf("frame type %d comes before HELLO", kind)
	}
	heard := readHello(body)
	if body.err != nil {
		return nil, nil, body.err
	}
	if !states(connection, heard.id) {
		return nil, nil, fmt.Errorf("the certificate does not state %s", heard.id)
	}
	go p.listen()
	go p.accept()
	return p, heard, p.tell(frame(typePing, new(writer).u64(7)))
}

func tlsConfig(chain, key, ca string) (*tls.Config, error) {
	roots := x509.NewCertPool()
	trusted, err := os.ReadFile(ca)
	if err != nil || !roots.AppendCertsFromPEM(trusted) {
		return nil, fmt.Errorf("%s has no certificate: %v", ca, err)
	}
	config := &tls.Config{
		NextProtos: []string{alpn},
		MinVersion: tls.VersionTLS13,
		// Section 2: the host name is not compared. The chain is checked here instead.
		InsecureSkipVerify: true,
		VerifyPeerCertificate: func(shown [][]byte, _ [][]*x509.Certificate) error {
			return verify(shown, roots)
		},
	}
	if chain != "-" {
		own, err := tls.LoadX509KeyPair(chain, key)
		if err != nil {
			return nil, err
		}
		config.Certificates = []tls.Certificate{own}
	}
	return config, nil
}

func verify(shown [][]byte, roots *x509.CertPool) error {
	options := x509.VerifyOptions{Roots: roots, Intermediates: x509.NewCertPool(),
		KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}}
	var leaf *x509.Certificate
	for _, encoded := range shown {
		certificate, err := x509.ParseCertificate(encoded)
		if err != nil {
			return err
		}
		if leaf == nil {
			leaf = certificate
		} else {
			options.Intermediates.AddCert(certificate)
		}
	}
	if leaf == nil {
		return errors.New("no certificate is shown")
	}
	_, err := leaf.Verify(options)
	return err
}

// states says whether the certificate of the other end states an id.
func states(connection quic.Connection, id string) bool {
	for _, uri := range connection.ConnectionState().TLS.PeerCertificates[0].URIs {
		if strings.TrimPrefix(uri.String(), "node:") == id {
			return true
		}
	}
	return false
}

type hello struct {
	id         string
	maxPayload uint64
	services   []string
}

func helloOf(id string) *writer {
	return new(writer).number(1).u64(0x1122334455667788).number(0).number(maxPayload).number(maxHeaders).
		number(inFlight).text(id).number(1).number(0).number(1).text("go").texts(map[string]string{"stack": "quic-go"})
}

func readHello(body *reader) *hello {
	h := &hello{}
	body.number()
	body.u64()
	body.number()
	h.maxPayload = body.number()
	body.number()
	body.number()
	h.id = body.text()
	body.number()
	for count := body.number(); count > 0 && body.err == nil; count-- {
		body.text()
		body.u16()
	}
	for count := body.number(); count > 0 && body.err == nil; count-- {
		h.services = append(h.services, body.text())
	}
	body.texts()
	return h
}

func (p *peer) tell(bytes []byte) error {
	p.writing.Lock()
	defer p.writing.Unlock()
	_, err := p.control.Write(bytes)
	return err
}

// listen serves the control stream.
func (p *peer) listen() {
	for {
		kind, body, err := readFrame(p.control)
		if err != nil {
			return
		}
		switch kind {
		case typePing:
			err = p.tell(frame(typePong, new(writer).u64(body.u64())))
		case typePong:
			if body.u64() == 7 {
				say("pong")
			}
		case typeDone:
			close(p.doneCame)
		case typeNodeInfo, typeGoAway, typeSettled:
		default:
			err = fmt.Errorf("frame type %d on the control stream", kind)
		}
		if err != nil {
			fail(err)
		}
	}
}

// accept serves the streams that the other end opens.
func (p *peer) accept() {
	for {
		stream, err := p.connection.AcceptStream(context.Background())
		if err != nil {
			return
		}
		go func() {
			var kind [1]byte
			if _, err := io.ReadFull(stream, kind[:]); err != nil {
				return
			}
			switch kind[0] {
			case kindLane:
				p.serveLane(stream)
			case kindTransfer:
				p.serveTransfer(stream)
			default:
				stream.CancelWrite(0x1D)
				stream.CancelRead(0x1D)
			}
		}()
	}
}

// serveLane answers requests, and acknowledges the events for one path.
func (p *peer) serveLane(lane quic.Stream) {
	defer lane.Close()
	var sequence uint64
	for {
		kind, body, err := readFrame(lane)
		if err != nil {
			return
		}
		if kind != typeRequest && kind != typeEvent {
			continue
		}
		sequence++
		p.admittedBy.Lock()
		p.admitted[uint64(lane.StreamID())] = sequence
		p.admittedBy.Unlock()
		id := body.number()
		body.number()
		path := body.text()
		body.text()
		body.texts()
		payload := body.payload()
		var out []byte
		switch {
		case kind == typeRequest && path == "shout":
			out = frame(typeResponse, new(writer).number(id).texts(nil).payload([]byte(strings.ToUpper(string(payload)))))
		case kind == typeRequest:
			out = frame(typeError, new(writer).number(id).number(codeNoSuchPath).u8(0).number(0).text("no handler"))
		case path == "note":
			say("noted " + string(payload))
			out = frame(typeAck, new(writer).number(sequence))
		default:
			out = frame(typeNack, new(writer).number(sequence).number(codeNoSuchPath).u8(0).number(0).text("no handler"))
			out = append(out, frame(typeAck, new(writer).number(sequence))...)
		}
		if _, err := lane.Write(out); err != nil {
			return
		}
	}
}

// serveTransfer takes the answer to a request that went by transfer.
func (p *peer) serveTransfer(transfer quic.Stream) {
	defer transfer.Close()
	kind, body, err := readFrame(transfer)
	if err != nil {
		return
	}
	if kind == typeResponse || kind == typeError {
		p.admittedBy.Lock()
		p.transfers = append(p.transfers, uint64(transfer.StreamID()))
		p.admittedBy.Unlock()
		p.transferred <- readAnswer(kind, body)
	}
}

func readAnswer(kind byte, body *reader) answer {
	a := answer{id: body.number()}
	if kind == typeError {
		a.code = body.number()
	} else {
		body.texts()
		a.payload = body.payload()
	}
	return a
}

// leave says farewell, section 9, and closes.
func (p *peer) leave() error {
	p.admittedBy.Lock()
	goAway := new(writer).number(codeNotRunning).text("the client is done").number(uint64(len(p.admitted)))
	for lane, sequence := range p.admitted {
		goAway.number(lane).number(sequence)
	}
	goAway.number(0)
	p.admittedBy.Unlock()
	if err := p.tell(append(frame(typeGoAway, goAway), frame(typeDone, new(writer))...)); err != nil {
		return err
	}
	select {
	case <-p.doneCame:
		say("done")
	case <-p.connection.Context().Done():
		// The other end may be the first to close.
		say("done")
	case <-time.After(10 * time.Second):
		return errors.New("no DONE has come")
	}
	return p.connection.CloseWithError(codeNotRunning, "the client is done")
}
