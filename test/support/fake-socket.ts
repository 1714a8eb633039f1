import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/** Slack's side of one Socket Mode connection. */
export interface FakeSocket {
  /** The value for `slackApiUrl`. */
  readonly apiUrl: string;
  /** Sends an envelope and returns the payload of its acknowledgement. */
  send(type: string, payload: object): Promise<unknown>;
  close(): Promise<void>;
}

const textFrame = (text: string): Buffer => {
  const body = Buffer.from(text);
  const head =
    body.length < 126
      ? Buffer.from([0x81, body.length])
      : Buffer.from([0x81, 126, body.length >> 8, body.length & 255]);
  return Buffer.concat([head, body]);
};

const TEXT = 1;
const CLOSE = 8;
const PING = 9;
const PONG = 10;
const frame = (opcode: number, body: Buffer): Buffer =>
  Buffer.concat([Buffer.from([0x80 | opcode, body.length]), body]);

/** The unmasked frames in the data of a client. */
const framesIn = (data: Buffer): readonly { readonly opcode: number; readonly body: Buffer }[] => {
  const frames: { opcode: number; body: Buffer }[] = [];
  for (let at = 0; at + 6 <= data.length; ) {
    const opcode = (data[at] ?? 0) & 15;
    const short = (data[at + 1] ?? 0) & 127;
    const head = short === 126 ? 4 : 2;
    const length = short === 126 ? data.readUInt16BE(at + 2) : short;
    const mask = data.subarray(at + head, at + head + 4);
    const body = data
      .subarray(at + head + 4, at + head + 4 + length)
      .map((byte, index) => byte ^ (mask[index % 4] ?? 0));
    frames.push({ opcode, body: Buffer.from(body) });
    at += head + 4 + length;
  }
  return frames;
};

/** Starts the server on a free loopback port. */
export const aFakeSocket = async (): Promise<FakeSocket> => {
  const sockets = new Set<Socket>();
  const waiting = new Map<string, (payload: unknown) => void>();
  let connected: (socket: Socket) => void;
  const connection = new Promise<Socket>((resolve) => {
    connected = resolve;
  });
  const server = createServer((_request, response) => {
    const { port } = server.address() as AddressInfo;
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ ok: true, url: `ws://127.0.0.1:${port}/socket` }));
  });
  server.on('upgrade', (request, socket: Socket) => {
    const key = `${request.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`;
    const accept = createHash('sha1').update(key).digest('base64');
    socket.write(
      `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
    );
    socket.write(textFrame(JSON.stringify({ type: 'hello', num_connections: 1, connection_info: { app_id: 'A0' } })));
    sockets.add(socket);
    socket.on('data', (data: Buffer) => {
      for (const { opcode, body } of framesIn(data)) {
        if (opcode === CLOSE) socket.end(frame(CLOSE, Buffer.alloc(0)));
        if (opcode === PING) socket.write(frame(PONG, body));
        if (opcode !== TEXT) continue;
        const { envelope_id: id, payload } = JSON.parse(body.toString()) as { envelope_id: string; payload?: unknown };
        waiting.get(id)?.(payload);
      }
    });
    connected(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;

  return {
    apiUrl: `http://127.0.0.1:${port}/api/`,
    send: async (type, payload) => {
      const socket = await connection;
      const id = `envelope-${waiting.size + 1}`;
      const acknowledged = new Promise((resolve) => waiting.set(id, resolve));
      socket.write(textFrame(JSON.stringify({ envelope_id: id, type, payload, accepts_response_payload: true })));
      return acknowledged;
    },
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};
