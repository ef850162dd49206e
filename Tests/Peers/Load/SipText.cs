using System.Globalization;

namespace Telephony.Peers.Load;

/// <summary>One SIP message as text, for load and hostile traffic. Reads only what well-behaved peers send, and so is no parser to learn from.</summary>
internal sealed class SipText(string text)
{
    public string Text => text;

    public bool IsRequest => !text.StartsWith("SIP/2.0 ", StringComparison.Ordinal);

    public string Method => text[..text.IndexOf(' ', StringComparison.Ordinal)];

    public string RequestUri => text.Split(' ', 3)[1];

    public int Status => int.Parse(text.AsSpan(8, 3), CultureInfo.InvariantCulture);

    public string CallId => Value("Call-ID");

    public string CSeqMethod => Value("CSeq").Split(' ')[^1];

    public int CSeqNumber => int.Parse(Value("CSeq").Split(' ')[0], CultureInfo.InvariantCulture);

    /// <summary>The URI of the first Contact.</summary>
    public string ContactUri => Inside(Value("Contact"));

    /// <summary>The port of the first audio line, 0 without one.</summary>
    public int AudioPort
    {
        get
        {
            var at = text.IndexOf("m=audio ", StringComparison.Ordinal);
            return at < 0 ? 0 : int.Parse(text.AsSpan(at + 8, text.IndexOf(' ', at + 8) - at - 8), CultureInfo.InvariantCulture);
        }
    }

    /// <summary>Key and salt of the first crypto line (RFC 4568 9.1), null without one.</summary>
    public byte[]? CryptoKey
    {
        get
        {
            const string Inline = "inline:";
            var line = text.IndexOf("a=crypto:", StringComparison.Ordinal);
            var at = line < 0 ? -1 : text.IndexOf(Inline, line, StringComparison.Ordinal);
            if (at < 0) return null;
            var key = text[(at + Inline.Length)..].Split('|', ' ', '\r')[0].TrimEnd('=');
            return Convert.FromBase64String(key.PadRight((key.Length + 3) / 4 * 4, '='));      // rtpengine leaves the padding out
        }
    }

    /// <summary>All lines of one header, joined for a reply: <c>Via: a\r\nVia: b\r\n</c>. Folded lines are not read.</summary>
    public string Lines(string name) =>
        string.Concat(Headers().Where(line => line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase)).Select(static line => line + "\r\n"));

    public string Value(string name)
    {
        var line = Headers().FirstOrDefault(found => found.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase));
        return line is null ? "" : line[(name.Length + 1)..].Trim();
    }

    /// <summary>The values of Record-Route in order, each with its brackets.</summary>
    public IReadOnlyList<string> RecordRoutes =>
    [
        .. Headers().Where(static line => line.StartsWith("Record-Route:", StringComparison.OrdinalIgnoreCase))
            .SelectMany(static line => line["Record-Route:".Length..].Split(',')).Select(static value => value.Trim()),
    ];

    public static string Inside(string address)
    {
        var open = address.IndexOf('<', StringComparison.Ordinal);
        return open < 0 ? address.Split(';')[0] : address[(open + 1)..address.IndexOf('>', open)];
    }

    private IEnumerable<string> Headers() => text.Split("\r\n").Skip(1).TakeWhile(static line => line.Length > 0);
}
