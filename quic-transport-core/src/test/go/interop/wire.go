package main

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

// The kinds of stream, section 3.1 of docs/wire-protocol.md.
const (
	kindControl  = 0x01
	kindLane     = 0x02
	kindTransfer = 0x03
	kindMessages = 0x04
)

// The types of frame, section 3.4.
const (
	typePing     = 0x02
	typeHello    = 0x03
	typeRequest  = 0x04
	typeResponse = 0x05
	typeEvent    = 0x06
	typeError    = 0x07
	typePong     = 0x08
	typeNodeInfo = 0x09
	typeGoAway   = 0x0A
	typeDone     = 0x0B
	typeAck      = 0x0C
	typeNack     = 0x0D
	typeSettled  = 0x0F
	typeOpen     = 0x10
	typeItem     = 0x11
	typeEnd      = 0x12
	typeReset    = 0x13
	typeCredit   = 0x14
)

// The error codes that this client uses, section 12.
const (
	codeNoSuchPath = 0x40
	codeNotRunning = 0x70
)

const maxFrame = 1 << 20

// writer gathers the fields of a frame.
type writer struct{ bytes []byte }

func (w *writer) u8(v byte) *writer {
	w.bytes = append(w.bytes, v)
	return w
}

func (w *writer) u16(v uint16) *writer {
	w.bytes = binary.BigEndian.AppendUint16(w.bytes, v)
	return w
}

func (w *writer) u64(v uint64) *writer {
	w.bytes = binary.BigEndian.AppendUint64(w.bytes, v)
	return w
}

// number writes the shortest form of a variable-length integer, section 3.2.
func (w *writer) number(v uint64) *writer {
	switch {
	case v < 1<<6:
		return w.u8(byte(v))
	case v < 1<<14:
		return w.u16(uint16(v) | 1<<14)
	case v < 1<<30:
		w.bytes = binary.BigEndian.AppendUint32(w.bytes, uint32(v)|2<<30)
		return w
	default:
		return w.u64(v | 3<<62)
	}
}

func (w *writer) text(v string) *writer {
	w.number(uint64(len(v)))
	w.bytes = append(w.bytes, v...)
	return w
}

func (w *writer) texts(v map[string]string) *writer {
	w.number(uint64(len(v)))
	for name, value := range v {
		w.text(name).text(value)
	}
	return w
}

func (w *writer) payload(v []byte) *writer {
	w.bytes = append(w.bytes, v...)
	return w
}

// frame puts length and type before the fields, section 3.3.
func frame(kind byte, fields *writer) []byte {
	out := binary.BigEndian.AppendUint32(nil, uint32(1+len(fields.bytes)))
	return append(append(out, kind), fields.bytes...)
}

// readFrame reads one frame; io.EOF means that the stream has ended between two.
func readFrame(in io.Reader) (byte, *reader, error) {
	var length [4]byte
	if _, err := io.ReadFull(in, length[:]); err != nil {
		return 0, nil, err
	}
	size := binary.BigEndian.Uint32(length[:])
	if size < 1 || size > maxFrame {
		return 0, nil, fmt.Errorf("a frame states the length %d", size)
	}
	body := make([]byte, size)
	if _, err := io.ReadFull(in, body); err != nil {
		return 0, nil, fmt.Errorf("the stream ends inside a frame: %w", err)
	}
	return body[0], &reader{bytes: body[1:]}, nil
}

var errShort = errors.New("a body ends before its last field")

// reader takes the fields of a frame apart; it remembers the first fault.
type reader struct {
	bytes []byte
	err   error
}

func (r *reader) take(n uint64) []byte {
	if r.err != nil || uint64(len(r.bytes)) < n {
		r.err = errShort
		return make([]byte, 8)
	}
	taken := r.bytes[:n]
	r.bytes = r.bytes[n:]
	return taken
}

func (r *reader) u8() byte    { return r.take(1)[0] }
func (r *reader) u16() uint16 { return binary.BigEndian.Uint16(r.take(2)) }
func (r *reader) u64() uint64 { return binary.BigEndian.Uint64(r.take(8)) }

func (r *reader) number() uint64 {
	first := r.u8()
	value := uint64(first & 0x3F)
	for more := 1<<(first>>6) - 1; more > 0; more-- {
		value = value<<8 | uint64(r.u8())
	}
	return value
}

func (r *reader) text() string {
	length := r.number()
	if length == 0 {
		return ""
	}
	taken := r.take(length)
	if r.err != nil {
		return ""
	}
	return string(taken)
}

func (r *reader) texts() map[string]string {
	texts := map[string]string{}
	for count := r.number(); count > 0 && r.err == nil; count-- {
		name := r.text()
		texts[name] = r.text()
	}
	return texts
}

// payload is all that is left.
func (r *reader) payload() []byte {
	left := r.bytes
	r.bytes = nil
	return left
}
