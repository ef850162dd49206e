using System.Text;
using Telephony.Sip.Messages;

namespace Telephony.Support.Sip;

/// <summary>A SIP message as text, as a test sees it: headers found by their long name, be it written compactly, bytes kept as they came.</summary>
public sealed class PeerMessage
{
    private readonly List<(string Name, string Value)> _headers = [];

    public PeerMessage(string text)
    {
        Text = text;
        var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        Body = end < 0 ? "" : text[(end + 4)..];
        var lines = (end < 0 ? text : text[..end]).Split("\r\n");
        StartLine = lines[0];
        foreach (var line in lines.Skip(1))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon > 0) _headers.Add((LongName(line[..colon].Trim()), line[(colon + 1)..].Trim()));
        }
    }

    private static string LongName(string name) =>
        name.Length == 1 && HeaderNames.Find(Encoding.ASCII.GetBytes(name)) is var known and not HeaderName.Other ? Encoding.ASCII.GetString(known.ToBytes()) : name;

    public string Text { get; }

    public string StartLine { get; }

    public string Body { get; }

    public bool IsRequest => !StartLine.StartsWith("SIP/2.0 ", StringComparison.Ordinal);

    public string Method => IsRequest ? StartLine.Split(' ')[0] : this["CSeq"].Split(' ')[^1];

    public string RequestUri => StartLine.Split(' ')[1];

    /// <summary>0 for a request.</summary>
    public int Status => IsRequest ? 0 : int.Parse(StartLine.AsSpan(8, 3));

    public string CallId => this["Call-ID"];

    public uint CSeq => uint.Parse(this["CSeq"].Split(' ')[0]);

    public string FromTag => Parameter(this["From"], "tag");

    public string ToTag => Parameter(this["To"], "tag");

    public string Branch => Parameter(this["Via"], "branch");

    /// <summary>The first value of the header, empty if absent.</summary>
    public string this[string name] => _headers.FirstOrDefault(h => Same(h.Name, name)).Value ?? "";

    public IReadOnlyList<string> All(string name) => [.. _headers.Where(h => Same(h.Name, name)).Select(h => h.Value)];

    public bool Has(string name) => _headers.Exists(h => Same(h.Name, name));

    /// <summary>The URI in the angle brackets of the header's first value.</summary>
    public string Uri(string name)
    {
        var value = this[name];
        var open = value.IndexOf('<', StringComparison.Ordinal);
        return open < 0 ? value : value[(open + 1)..value.IndexOf('>', StringComparison.Ordinal)];
    }

    public override string ToString() => StartLine;

    /// <summary>A parameter behind the angle brackets; empty if absent.</summary>
    public static string Parameter(string value, string name)
    {
        var close = value.IndexOf('>', StringComparison.Ordinal);
        foreach (var part in value[(close + 1)..].Split(';').Skip(1))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            if (Same((equals < 0 ? part : part[..equals]).Trim(), name)) return equals < 0 ? "" : part[(equals + 1)..].Trim();
        }
        return "";
    }

    private static bool Same(string a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);
}
