namespace Telephony.Domain.Records;

/// <summary>
/// Walks the header lines of a raw SIP message, folded continuations included, from the line after the start line to the empty line.
/// It validates nothing: the ladder keeps messages that no parser would take.
/// </summary>
internal ref struct HeaderLines(ReadOnlySpan<byte> raw)
{
    private readonly ReadOnlySpan<byte> _raw = raw;
    private int _next = AfterLine(raw, 0);

    public Range Current { get; private set; }

    /// <summary>Offset of the body: what follows the empty line. Meaningful after the walk; the end of the message when there is no empty line.</summary>
    public int BodyAt { get; private set; } = raw.Length;

    public readonly HeaderLines GetEnumerator() => this;

    public bool MoveNext()
    {
        var start = _next;
        if (start >= _raw.Length) return false;
        var end = AfterLine(_raw, start);
        if (_raw[start..end].TrimEnd("\r\n"u8).IsEmpty) { BodyAt = end; _next = _raw.Length; return false; }
        while (end < _raw.Length && _raw[end] is (byte)' ' or (byte)'\t') end = AfterLine(_raw, end);
        Current = start..end;
        _next = end;
        return true;
    }

    /// <summary>True for <c>Name:</c> or <c>Name :</c>, whatever the case.</summary>
    public static bool IsNamed(ReadOnlySpan<byte> line, ReadOnlySpan<byte> name)
    {
        if (line.Length <= name.Length || !System.Text.Ascii.EqualsIgnoreCase(line[..name.Length], name)) return false;
        var rest = line[name.Length..].TrimStart(" \t"u8);
        return rest.Length > 0 && rest[0] == ':';
    }

    private static int AfterLine(ReadOnlySpan<byte> raw, int from)
    {
        var feed = raw[from..].IndexOf((byte)'\n');
        return feed < 0 ? raw.Length : from + feed + 1;
    }
}
