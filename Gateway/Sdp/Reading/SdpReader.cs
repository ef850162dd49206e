using Telephony.Sdp.Descriptions;

namespace Telephony.Sdp.Reading;

/// <summary>
/// Reads a session description (RFC 8866 9). Never throws for input. Stricter than necessary nowhere: line ends of any kind, session lines in
/// any order, a missing <c>t=</c> (RFC 2543 peers), empty names and unknown attributes pass; an unknown type letter does not (RFC 8866 5).
/// </summary>
public static class SdpReader
{
    /// <param name="why">The first fault found; default when the result is true.</param>
    public static bool TryRead(ReadOnlySpan<byte> body, SdpLimits limits, out SessionDescription? description, out SdpRejection why)
    {
        description = null;
        why = CheckWhole(body, limits);
        if (why.Fault != SdpFault.None) return false;

        var draft = new Draft(limits);
        var lines = new LineCursor(body);
        for (var count = 1; lines.MoveNext(); count++)
        {
            var fault = count > limits.Lines ? SdpFault.TooManyLines : TakeLine(draft, lines.Line, limits);
            if (fault == SdpFault.None) continue;
            why = new SdpRejection(fault, lines.Offset);
            return false;
        }
        var missing = draft.Finish(out description);
        if (missing == SdpFault.None) return true;
        why = new SdpRejection(missing, body.Length);
        return false;
    }

    private static SdpRejection CheckWhole(ReadOnlySpan<byte> body, SdpLimits limits)
    {
        if (body.Length > limits.Bytes) return new SdpRejection(SdpFault.TooLarge, limits.Bytes);
        var nul = body.IndexOf((byte)0);
        if (nul >= 0) return new SdpRejection(SdpFault.NulOctet, nul);
        return body.IsEmpty ? new SdpRejection(SdpFault.Empty, 0) : default;
    }

    private static SdpFault TakeLine(Draft draft, ReadOnlySpan<byte> line, SdpLimits limits)
    {
        if (line.Length > limits.LineBytes) return SdpFault.LineTooLong;
        if (line.Length < 2 || line[1] != '=') return SdpFault.BadLine;
        var value = line[2..];
        return (char)line[0] switch
        {
            'v' => draft.TakeVersion(value),
            'o' => draft.TakeOrigin(value),
            's' => draft.TakeName(value),
            'c' => draft.TakeConnection(value),
            'b' => draft.TakeBandwidth(value),
            't' => draft.TakeTiming(value),
            'a' => draft.TakeAttribute(value),
            'm' => draft.TakeMedia(value),
            'i' or 'k' => draft.TakeOther((char)line[0], value),
            'u' or 'e' or 'p' or 'r' or 'z' => draft.InMedia ? SdpFault.MisplacedLine : draft.TakeOther((char)line[0], value),
            _ => SdpFault.UnknownType,
        };
    }
}
