namespace Telephony.Sip.Messages;

/// <summary><c>[ display-name ] "&lt;" addr-spec "&gt;" *( ";" param )</c> or <c>addr-spec *( ";" param )</c>.</summary>
internal static class NameAddrReader
{
    public static bool TryRead(ReadOnlySpan<byte> value, out NameAddrParts parts)
    {
        parts = default;
        var start = SipText.SkipSpace(value, 0);
        if (start == value.Length)
        {
            return false;
        }
        var at = start;
        if (value[at] == '"')
        {
            var end = SipText.SkipQuoted(value, at);
            if (end < 0)
            {
                return false;
            }
            parts.DisplayName = Slot.At(at + 1, end - at - 2);
            at = SipText.SkipSpace(value, end);
            if (at == value.Length || value[at] != '<')
            {
                return false;
            }
        }
        else
        {
            // An addr-spec ends at the first semicolon; a bracket behind that belongs to a parameter.
            var bracket = value[at..].IndexOfAny((byte)'<', (byte)';', (byte)'"');
            if (bracket < 0 || value[at + bracket] == ';')
            {
                return TryReadBare(value, at, bracket < 0 ? value.Length : at + bracket, ref parts);
            }
            if (value[at + bracket] == '"')
            {
                return false;
            }
            parts.DisplayName = Trimmed(value, at, at + bracket);
            at += bracket;
        }
        return TryReadBracketed(value, at, ref parts);
    }

    private static bool TryReadBare(ReadOnlySpan<byte> value, int start, int end, ref NameAddrParts parts)
    {
        parts.Uri = Trimmed(value, start, end);
        var uri = parts.Uri.Of(value);
        parts.IsValid = (uri is [(byte)'*'] || uri.IndexOf((byte)':') > 0) && uri.IndexOfAny((byte)' ', (byte)'\t', (byte)'>') < 0
            && TryReadParams(value, end, ref parts);
        return parts.IsValid;
    }

    private static bool TryReadBracketed(ReadOnlySpan<byte> value, int open, ref NameAddrParts parts)
    {
        var close = value[open..].IndexOf((byte)'>');
        if (close < 0)
        {
            return false;
        }
        parts.Uri = Trimmed(value, open + 1, open + close);
        var uri = parts.Uri.Of(value);
        if (uri.IndexOf((byte)':') <= 0 || uri.IndexOfAny((byte)'<', (byte)'"') >= 0)
        {
            return false;
        }
        var at = SipText.SkipSpace(value, open + close + 1);
        parts.IsValid = (at == value.Length || value[at] == ';') && TryReadParams(value, at, ref parts);
        return parts.IsValid;
    }

    private static bool TryReadParams(ReadOnlySpan<byte> value, int at, ref NameAddrParts parts)
    {
        parts.Params = Slot.At(at, value.Length - at);
        var reader = new ParamReader(value[at..]);
        var count = 0;
        while (reader.MoveNext())
        {
            if (++count > SipLimits.Params)
            {
                return false;
            }
            if (reader.Name.Length == 3 && parts.Tag.Length == 0 && SipText.Same(reader.Name, "tag"u8) && !reader.Value.IsEmpty)
            {
                if (reader.Value.Length > SipLimits.TokenBytes)
                {
                    return false;
                }
                value.Overlaps(reader.Value, out var where);
                parts.Tag = Slot.At(where, reader.Value.Length);
            }
        }
        return !reader.UnterminatedQuote;
    }

    private static Slot Trimmed(ReadOnlySpan<byte> value, int start, int end)
    {
        while (start < end && SipText.IsSpace(value[start]))
        {
            start++;
        }
        while (end > start && SipText.IsSpace(value[end - 1]))
        {
            end--;
        }
        return Slot.At(start, end - start);
    }
}
