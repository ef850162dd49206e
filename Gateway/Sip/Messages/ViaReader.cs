namespace Telephony.Sip.Messages;

/// <summary><c>via-parm = sent-protocol LWS sent-by *( SEMI via-params )</c>, with white space where RFC 4475 3.1.1.1 puts it.</summary>
internal static class ViaReader
{
    public static bool TryRead(ReadOnlySpan<byte> value, out ViaParts parts)
    {
        parts = default;
        parts.Ttl = -1;
        if (!TryReadProtocol(value, out var at, ref parts) || !TryReadSentBy(value, ref at, ref parts))
        {
            return false;
        }
        parts.Params = Slot.At(at, value.Length - at);
        parts.IsValid = TryReadParams(value, at, ref parts);
        return parts.IsValid;
    }

    private static bool TryReadProtocol(ReadOnlySpan<byte> value, out int at, ref ViaParts parts)
    {
        at = 0;
        if (value.StartsWith("SIP/2.0/"u8))
        {
            at = 8;
        }
        else if (!TryReadPart(value, ref at, "SIP"u8) || !TryReadPart(value, ref at, "2.0"u8))
        {
            return false;
        }
        at = SipText.SkipSpace(value, at);
        var start = at;
        while (at < value.Length && !SipText.IsSpace(value[at]))
        {
            at++;
        }
        parts.Transport = Slot.At(start, at - start);
        var end = at;
        at = SipText.SkipSpace(value, at);
        return at > end && SipText.IsToken(value[start..end]);
    }

    private static bool TryReadPart(ReadOnlySpan<byte> value, ref int at, ReadOnlySpan<byte> expected)
    {
        at = SipText.SkipSpace(value, at);
        var slash = value[at..].IndexOf((byte)'/');
        if (slash < 0 || !SipText.Same(SipText.Trim(value.Slice(at, slash)), expected))
        {
            return false;
        }
        at += slash + 1;
        return true;
    }

    private static bool TryReadSentBy(ReadOnlySpan<byte> value, ref int at, ref ViaParts parts)
    {
        var start = at;
        if (at < value.Length && value[at] == '[')
        {
            var close = value[at..].IndexOf((byte)']');
            if (close < 0)
            {
                return false;
            }
            at += close + 1;
        }
        else
        {
            var end = value[at..].IndexOfAnyExcept(HostText.NameBytes);
            at = end < 0 ? value.Length : at + end;
        }
        if (!HostText.IsHost(value[start..at]))
        {
            return false;
        }
        parts.Host = Slot.At(start, at - start);
        at = SipText.SkipSpace(value, at);
        if (at < value.Length && value[at] == ':')
        {
            at = SipText.SkipSpace(value, at + 1);
            var digits = at;
            while (at < value.Length && value[at] is >= (byte)'0' and <= (byte)'9')
            {
                at++;
            }
            if (!SipText.TryNumber(value[digits..at], 65535, out var port))
            {
                return false;
            }
            parts.Port = (ushort)port;
            at = SipText.SkipSpace(value, at);
        }
        return at == value.Length || value[at] == ';';
    }

    private static bool TryReadParams(ReadOnlySpan<byte> value, int at, ref ViaParts parts)
    {
        var text = value[at..];
        var reader = new ParamReader(text);
        var count = 0;
        while (reader.MoveNext())
        {
            if (++count > SipLimits.Params || !TryTake(value, reader.Name, reader.Value, ref parts))
            {
                return false;
            }
        }
        return !reader.Malformed;
    }

    private static bool TryTake(ReadOnlySpan<byte> whole, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, ref ViaParts parts)
    {
        switch (name.Length)
        {
            case 6 when SipText.Same(name, "branch"u8):
                parts.Branch = Where(whole, value);
                return value.Length <= SipLimits.TokenBytes;
            case 8 when SipText.Same(name, "received"u8):
                parts.Received = Where(whole, value);
                return true;
            case 5 when SipText.Same(name, "rport"u8):
                parts.HasRPort = true;
                if (value.IsEmpty)
                {
                    return true;
                }
                var ok = SipText.TryNumber(value, 65535, out var port);
                parts.RPort = (ushort)port;
                return ok;
            case 5 when SipText.Same(name, "maddr"u8):
                parts.Maddr = Where(whole, value);
                return true;
            case 3 when SipText.Same(name, "ttl"u8):
                var good = SipText.TryNumber(value, 255, out var ttl);
                parts.Ttl = (short)ttl;
                return good;
            default:
                return true;
        }
    }

    private static Slot Where(ReadOnlySpan<byte> whole, ReadOnlySpan<byte> part) =>
        part.IsEmpty || !whole.Overlaps(part, out var at) ? default : Slot.At(at, part.Length);
}
