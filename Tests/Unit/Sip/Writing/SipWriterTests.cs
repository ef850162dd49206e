using System.Text;
using CsCheck;
using Telephony.Sip.Messages;
using Telephony.Sip.Parsing;
using Telephony.Sip.Writing;
using Telephony.Support;
using Telephony.Unit.Sip.Parsing;
using Xunit;

namespace Telephony.Unit.Sip.Writing;

public sealed class SipWriterTests
{
    private readonly SipBuffer _buffer = new(64);

    [Fact]
    public void A_message_is_written_front_to_back()
    {
        var writer = new SipWriter(_buffer);
        writer.RequestLine(SipMethod.Invite, "sip:bob@biloxi.com"u8);
        writer.Begin(HeaderName.Via);
        writer.Append("SIP/2.0/UDP "u8);
        writer.Append("192.0.2.1");
        writer.Append(":"u8);
        writer.Append(5060);
        writer.EndLine();
        writer.Header(HeaderName.MaxForwards, 70);
        writer.Header("X-Trace"u8, "1"u8);
        writer.Body("application/sdp"u8, "v=0\r\n"u8);
        Assert.Equal(
            "INVITE sip:bob@biloxi.com SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1:5060\r\nMax-Forwards: 70\r\nX-Trace: 1\r\nContent-Type: application/sdp\r\nContent-Length: 5\r\n\r\nv=0\r\n",
            Encoding.ASCII.GetString(_buffer.Written));
    }

    [Fact]
    public void A_response_copies_what_it_must()
    {
        var request = Example.Request("v: SIP/2.0/TCP p2;branch=z9hG4bK2\r\n");
        var writer = new SipWriter(_buffer);
        writer.StatusLine(486);
        writer.Copy(request, HeaderName.Via);
        writer.Copy(request, HeaderName.From);
        writer.Copy(request, HeaderName.Route);
        writer.NoBody();
        Assert.Equal(
            "SIP/2.0 486 Busy Here\r\n" + Example.Via + "Via: SIP/2.0/TCP p2;branch=z9hG4bK2\r\n" + Example.From + "Content-Length: 0\r\n\r\n",
            Encoding.ASCII.GetString(_buffer.Written));
    }

    [Fact]
    public void No_value_can_add_a_line()
    {
        Gen.Select(Gen.Char["ab\r\n\0: <>\"\\%"].Array[0, 30], Gen.Int[0, 5]).Sample((chars, where) =>
        {
            var text = Encoding.ASCII.GetBytes(new string(chars));
            var buffer = new SipBuffer();
            var writer = new SipWriter(buffer);
            writer.StatusLine(200, where == 0 ? text : default);
            writer.Header(HeaderName.Subject, where == 1 ? text : "x"u8);
            writer.Header("X-Y"u8, where == 2 ? text : "x"u8);
            writer.Begin(HeaderName.Contact);
            writer.AppendQuoted(where == 3 ? text : "x"u8);
            writer.Append(" <sip:"u8);
            writer.AppendUri(where == 4 ? text : "x"u8);
            writer.Append(">"u8);
            writer.Append(where == 5 ? new string(chars) : ";x");
            writer.EndLine();
            writer.NoBody();
            var lines = Encoding.ASCII.GetString(buffer.Written).Split("\r\n");
            Assert.Equal(7, lines.Length);
            Assert.DoesNotContain(lines, line => line.AsSpan().IndexOfAny('\r', '\n') >= 0);
            Assert.Equal("Content-Length: 0", lines[4]);
        });
    }

    [Fact]
    public void A_request_uri_cannot_end_its_line()
    {
        var writer = new SipWriter(_buffer);
        writer.RequestLine(SipMethod.Bye, "sip:a@b SIP/2.0\r\nX: y"u8);
        Assert.Equal("BYE sip:a@b%20SIP/2.0%0D%0AX:%20y SIP/2.0\r\n", Encoding.ASCII.GetString(writer.Written));
    }

    [Fact]
    public void Names_and_methods_that_are_no_tokens_are_bugs()
    {
        Assert.Throws<ArgumentException>(() => new SipWriter(_buffer).Header("X\r\nY"u8, "z"u8));
        Assert.Throws<ArgumentException>(() => new SipWriter(_buffer).Header(""u8, "z"u8));
        Assert.Throws<ArgumentException>(() => new SipWriter(_buffer).RequestLine("IN VITE"u8, "sip:x"u8));
        Assert.Throws<ArgumentException>(() => new SipWriter(_buffer).StatusLine(99));
    }

    [Fact]
    public void Quoted_text_comes_back_as_it_was()
    {
        Gen.Char["ab \\\"<>,;"].Array[0, 20].Sample(chars =>
        {
            var name = Encoding.ASCII.GetBytes(new string(chars));
            var writer = new SipWriter(new SipBuffer());
            writer.AppendQuoted(name);
            writer.Append(" <sip:a@b>"u8);
            Assert.True(NameAddrView.TryParse(writer.Written, out var address));
            var back = new byte[64];
            Assert.Equal(name, back[..SipText.Unescape(address.DisplayName, back)]);
        });
    }

    [Fact]
    public void Parsing_a_request_and_answering_it_allocates_nothing()
    {
        var scratch = new SipMessage();
        var buffer = new SipBuffer();
        var random = new SipRandom();
        Assert.Equal(0, Allocated.Least(() =>
        {
            for (var i = 0; i < 5_000; i++) Answer(scratch, buffer, random);
        }));
        Assert.True(SipParser.TryParseDatagram(buffer.Written, scratch, out _));
        Assert.Equal(SipIdentifiers.TagLength, scratch.ToTag.Length);
    }

    [Fact]
    public void Identifiers_are_tokens_of_their_stated_length_and_never_repeat()
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var random = new SipRandom();
        Span<byte> text = stackalloc byte[64];
        for (var i = 0; i < 1000; i++)
        {
            Assert.Equal(SipIdentifiers.TagLength, random.WriteTag(text));
            Assert.True(seen.Add(Encoding.ASCII.GetString(text[..SipIdentifiers.TagLength])));
            Assert.Equal(SipIdentifiers.BranchLength, random.WriteBranch(text));
            Assert.True(text.StartsWith("z9hG4bK"u8));
            Assert.True(seen.Add(Encoding.ASCII.GetString(text[..SipIdentifiers.BranchLength])));
            Assert.Equal(SipIdentifiers.CallIdLength, random.WriteCallId(text));
            Assert.True(SipText.IsToken(text[..SipIdentifiers.CallIdLength]));
            Assert.True(seen.Add(Encoding.ASCII.GetString(text[..SipIdentifiers.CallIdLength])));
        }
    }

    [Fact]
    public void A_seeded_source_repeats_itself()
    {
        byte[] a = new byte[40], b = new byte[40];
        new SeededSipRandom(7).Fill(a);
        new SeededSipRandom(7).Fill(b);
        Assert.Equal(a, b);
        new SeededSipRandom(8).Fill(b);
        Assert.NotEqual(a, b);
    }

    private static void Answer(SipMessage scratch, SipBuffer buffer, SipRandom random)
    {
        Span<byte> tag = stackalloc byte[SipIdentifiers.TagLength];
        _ = SipParser.TryParseDatagram(Example.Invite, scratch, out _);
        random.WriteTag(tag);
        var writer = new SipWriter(buffer);
        writer.StatusLine(200);
        writer.Copy(scratch, HeaderName.Via);
        writer.Copy(scratch, HeaderName.From);
        writer.Begin(HeaderName.To);
        writer.Append(scratch.To);
        writer.Append(";tag="u8);
        writer.Append(tag);
        writer.EndLine();
        writer.Copy(scratch, HeaderName.CallId);
        writer.Copy(scratch, HeaderName.CSeq);
        writer.Copy(scratch, HeaderName.RecordRoute);
        foreach (var contact in scratch.Values(HeaderName.Contact))
        {
            if (NameAddrView.TryParse(contact, out var address) && address.TryGetUri(out var uri))
            {
                writer.Header(HeaderName.Warning, uri.Host);
            }
        }
        writer.Body("application/sdp"u8, scratch.Body);
    }
}
