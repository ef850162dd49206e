// A mail server, and what it took: a line per mail, MAIL and its parts as JSON. The first recipient in line "refused@…" is never taken.
import { SMTPServer } from "smtp-server";
import { simpleParser } from "mailparser";

const server = new SMTPServer({
  authOptional: true,
  disabledCommands: ["STARTTLS"],
  onRcptTo: (address, session, done) => done(address.address.startsWith("refused@") ? Object.assign(new Error("no such user"), { responseCode: 550 }) : undefined),
  onData: (stream, session, done) => simpleParser(stream).then(mail => {
    console.log(`MAIL ${JSON.stringify({ from: mail.from.text, to: mail.to.text, subject: mail.subject, text: mail.text, id: mail.messageId, sounds: mail.attachments.map(part => ({ type: part.contentType, name: part.filename, bytes: part.size, begins: part.content.toString("latin1", 0, 4) })) })}`);
    done();
  }, done),
});
server.listen(Number(process.argv[2]), "127.0.0.1", () => console.log("ready"));
