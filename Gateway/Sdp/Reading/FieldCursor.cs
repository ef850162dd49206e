using System.Buffers.Text;
using Telephony.Sdp.Wording;

namespace Telephony.Sdp.Reading;

/// <summary>Takes fields off a line, parted by one or more spaces: more than the grammar allows, as seen from real devices.</summary>
internal ref struct FieldCursor(ReadOnlySpan<byte> text)
{
    private ReadOnlySpan<byte> _rest = text;

    public bool AtEnd => _rest.TrimEnd((byte)' ').IsEmpty;

    public bool TryNext(out ReadOnlySpan<byte> field)
    {
        var rest = _rest.TrimStart((byte)' ');
        var length = rest.IndexOf((byte)' ');
        field = length < 0 ? rest : rest[..length];
        _rest = rest[field.Length..];
        return !field.IsEmpty;
    }

    public bool TryWord(out string word)
    {
        var found = TryNext(out var field);
        word = Words.Get(field);
        return found;
    }

    public bool TryNumber(out ulong number)
    {
        number = 0;
        return TryNext(out var field) && Utf8Parser.TryParse(field, out number, out var used) && used == field.Length;
    }

    /// <summary>Digits of any length; what exceeds 64 bits wraps.</summary>
    public bool TryWrappingNumber(out ulong number)
    {
        number = 0;
        if (!TryNext(out var field)) return false;
        foreach (var digit in field)
        {
            if (digit is < (byte)'0' or > (byte)'9') return false;
            number = unchecked((number * 10) + (uint)(digit - '0'));
        }
        return true;
    }
}
