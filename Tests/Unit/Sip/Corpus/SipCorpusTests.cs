using Telephony.Sip.Messages;
using Telephony.Sip.Parsing;
using Telephony.Sip.Writing;
using Xunit;

namespace Telephony.Unit.Sip.Corpus;

/// <summary>Every message of the corpus has its stated outcome, as a datagram and on a stream.</summary>
public sealed class SipCorpusTests
{
    /// <summary>An element that serves all methods the corpus uses, reads what its bodies are, and knows no extension that the torture messages invent.</summary>
    private static readonly SipCapabilities Element = new(
        Enum.GetValues<SipMethod>().Where(m => m != SipMethod.Unknown),
        ["100rel", "timer", "replaces", "path", "gruu", "tdialog", "norefersub"],
        ["application/sdp", "multipart/*", "message/sipfrag", "text/plain"]);

    public static TheoryData<string> Files => [.. SipCorpus.Messages.Select(e => e.File)];

    [Theory]
    [MemberData(nameof(Files))]
    public void A_message_has_its_stated_outcome(string file)
    {
        var entry = SipCorpus.Messages.Single(e => e.File == file);
        var outcome = OutcomeOf(entry.Bytes, out var answer, out var why);
        Assert.True(
            outcome == entry.Expected || entry.AlsoAcceptable.Contains(outcome),
            $"{file}: {outcome} ({answer} {why.Fault} at {why.Offset}), expected {entry.Expected}");
        if (outcome == "must-reject-with-4xx" && entry.Status.Length > 0)
        {
            Assert.Contains(answer, entry.Status);
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void A_stream_says_not_yet_for_every_prefix_and_splits_anywhere(string file)
    {
        var bytes = WithContentLength(SipCorpus.Read(file));
        var message = new SipMessage();
        if (bytes is null || SipParser.TryParse(bytes, message, out _, out var whole) != SipParseResult.Complete)
        {
            return;   // not a message for a stream: its outcome is the other theory's
        }
        Assert.Equal(bytes.Length, whole);
        var scratch = new SipMessage();
        for (var length = 0; length < bytes.Length; length++)
        {
            Assert.Equal(SipParseResult.Incomplete, SipParser.TryParse(bytes.AsSpan(0, length), scratch, out _, out var consumed));
            Assert.Equal(0, consumed);

            // The rest arrives: the same message as in one piece, whatever stood in the scratch object in between.
            Assert.Equal(SipParseResult.Complete, SipParser.TryParse(bytes, scratch, out _, out consumed));
            Assert.Equal(bytes.Length, consumed);
            SameMessage.Assert(message, scratch);
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void What_is_parsed_and_written_parses_the_same(string file)
    {
        var message = new SipMessage();
        if (!SipParser.TryParseDatagram(SipCorpus.Read(file), message, out _))
        {
            return;
        }
        var buffer = new SipBuffer();
        var writer = new SipWriter(buffer);
        Rewrite(message, ref writer);
        var again = new SipMessage();
        Assert.True(SipParser.TryParseDatagram(buffer.Written, again, out var why), why.Fault.ToString());
        Assert.Equal(message.IsRequest, again.IsRequest);
        Assert.Equal(message.MethodBytes, again.MethodBytes);
        Assert.Equal(message.RequestUri, again.RequestUri);
        Assert.Equal(message.StatusCode, again.StatusCode);
        Assert.Equal(message.Body, again.Body);
        foreach (var name in Enum.GetValues<HeaderName>())
        {
            if (name is not (HeaderName.ContentLength or HeaderName.Other))
            {
                Assert.Equal(ValuesOf(message, name), ValuesOf(again, name));
            }
        }
    }

    private static string OutcomeOf(byte[] bytes, out int answer, out SipRejection why)
    {
        var message = new SipMessage();
        answer = 0;
        if (!SipParser.TryParseDatagram(bytes, message, out why))
        {
            answer = why.StatusCode;
            return why.CanAnswer ? "must-reject-with-4xx" : "must-drop";
        }
        answer = message.IsRequest ? RequestValidator.Inspect(message, Element) : 0;
        return answer is 0 or 405 or 501 ? "valid" : "must-reject-with-4xx";
    }

    private static void Rewrite(SipMessage message, ref SipWriter writer)
    {
        if (message.IsRequest)
        {
            writer.RequestLine(message.MethodBytes, message.RequestUri);
        }
        else
        {
            writer.StatusLine(message.StatusCode, message.ReasonPhrase);
        }
        foreach (var header in message.Headers)
        {
            if (header.Name is not (HeaderName.ContentLength or HeaderName.ContentType))
            {
                writer.Header(header);
            }
        }
        if (message.Body.IsEmpty)
        {
            writer.Copy(message, HeaderName.ContentType);
        }
        writer.Body(message.ContentType, message.Body);
    }

    private static List<string> ValuesOf(SipMessage message, HeaderName name)
    {
        var values = new List<string>();
        foreach (var value in message.Values(name))
        {
            values.Add(Convert.ToHexString(value));
        }
        return values;
    }

    /// <summary>On a stream a body needs its length: examples that leave it out get it.</summary>
    private static byte[]? WithContentLength(byte[] bytes)
    {
        var message = new SipMessage();
        if (!SipParser.TryParseDatagram(bytes, message, out _))
        {
            return null;
        }
        var start = bytes.AsSpan().IndexOfAnyExcept((byte)'\r', (byte)'\n');
        if (message.ContentLength >= 0 || message.Body.IsEmpty)
        {
            return bytes[..(start + message.Raw.Length)];
        }
        var buffer = new SipBuffer();
        var writer = new SipWriter(buffer);
        Rewrite(message, ref writer);
        return buffer.Written.ToArray();
    }
}
