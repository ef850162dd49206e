using Telephony.Sip.Messages;

namespace Telephony.Sip.Parsing;

/// <summary>The headers every message carries (RFC 3261 8.1.1), those needed to route it, and those that may stand only once.</summary>
internal static class MandatoryHeaders
{
    private const ulong Single = (1UL << (int)HeaderName.From) | (1UL << (int)HeaderName.To) | (1UL << (int)HeaderName.CallId)
        | (1UL << (int)HeaderName.CSeq) | (1UL << (int)HeaderName.MaxForwards) | (1UL << (int)HeaderName.ContentType)
        | (1UL << (int)HeaderName.Expires) | (1UL << (int)HeaderName.SessionExpires);

    public static void Check(SipMessage message, ref FaultNote fault)
    {
        // Content-Length first: on a stream its fault is the one that decides whether the connection can go on.
        CheckContentLength(message, ref fault);
        CheckVia(message, ref fault);
        CheckFrom(message, ref fault);
        CheckTo(message, ref fault);
        CheckCallId(message, ref fault);
        CheckCSeq(message, ref fault);
        CheckMaxForwards(message, ref fault);
    }

    /// <summary>Whether a second line of that header is a fault. (Repeats of Content-Length are compared instead.)</summary>
    public static bool IsSingle(HeaderName name) => (int)name < 64 && (Single & (1UL << (int)name)) != 0;

    private static void CheckContentLength(SipMessage message, ref FaultNote fault)
    {
        if (!message.Has(HeaderName.ContentLength))
        {
            return;
        }
        foreach (var line in message.Lines(HeaderName.ContentLength))
        {
            var ok = SipText.TryNumber(line.Value, int.MaxValue, out var length);
            if (!ok || (message.ContentLength >= 0 && message.ContentLength != length))
            {
                fault.NoteFirst(SipFault.BadContentLength, OffsetOf(message, line.NameBytes));
                message.ContentLength = -1;
                return;
            }
            message.ContentLength = (int)length;
        }
    }

    private static void CheckVia(SipMessage message, ref FaultNote fault)
    {
        if (!message.Has(HeaderName.Via))
        {
            fault.Note(SipFault.MissingVia, message.BodyStart);
            return;
        }
        CountVias(message, ref fault);
        var rest = message.Header(HeaderName.Via);
        var value = HeaderValues.TakeElement(ref rest);
        var ok = ViaReader.TryRead(value, out var parts);
        var offset = OffsetOf(message, value);
        message.TopViaSlot = Slot.At(offset, value.Length);
        message.ViaParts = parts;
        if (!ok)
        {
            fault.Note(SipFault.BadVia, offset);
        }
    }

    private static void CountVias(SipMessage message, ref FaultNote fault)
    {
        var vias = 0;
        foreach (var line in message.Lines(HeaderName.Via))
        {
            vias += 1 + line.Value.Count((byte)',');
        }
        if (vias > SipLimits.Vias)
        {
            fault.Note(SipFault.TooManyVias, message.BodyStart);
        }
    }

    private static void CheckFrom(SipMessage message, ref FaultNote fault)
    {
        var value = message.From;
        var ok = NameAddrReader.TryRead(value, out var parts);
        message.FromParts = parts;
        if (!ok)
        {
            fault.Note(value.IsEmpty ? SipFault.MissingFrom : SipFault.BadFrom, OffsetOf(message, value));
        }
    }

    private static void CheckTo(SipMessage message, ref FaultNote fault)
    {
        var value = message.To;
        var ok = NameAddrReader.TryRead(value, out var parts);
        message.ToParts = parts;
        if (!ok)
        {
            fault.Note(value.IsEmpty ? SipFault.MissingTo : SipFault.BadTo, OffsetOf(message, value));
        }
    }

    private static void CheckCallId(SipMessage message, ref FaultNote fault)
    {
        var value = message.CallId;
        if (value.IsEmpty)
        {
            fault.Note(SipFault.MissingCallId, message.BodyStart);
        }
        else if (value.Length > SipLimits.TokenBytes || value.IndexOfAnyInRange((byte)0, (byte)' ') >= 0)
        {
            fault.Note(SipFault.BadCallId, OffsetOf(message, value));
        }
    }

    private static void CheckCSeq(SipMessage message, ref FaultNote fault)
    {
        var value = message.Header(HeaderName.CSeq);
        if (value.IsEmpty)
        {
            fault.Note(SipFault.MissingCSeq, message.BodyStart);
            return;
        }
        var offset = OffsetOf(message, value);
        var space = value.IndexOfAny((byte)' ', (byte)'\t');
        var method = space < 0 ? default : SipText.Trim(value[space..]);
        if (space < 0 || !SipText.TryNumber(value[..space], int.MaxValue, out var number) || !SipText.IsToken(method))
        {
            fault.Note(SipFault.BadCSeq, offset);
            return;
        }
        message.CSeqNumber = number;
        message.CSeqMethod = SipMethods.Find(method);
        message.CSeqMethodSlot = Slot.At(OffsetOf(message, method), method.Length);
        if (message.IsRequest && !method.SequenceEqual(message.MethodBytes))
        {
            fault.Note(SipFault.MethodMismatch, offset);
        }
    }

    /// <summary>Absent is tolerated as RFC 2543 did; above 255 is not (RFC 3261 20.22).</summary>
    private static void CheckMaxForwards(SipMessage message, ref FaultNote fault)
    {
        if (!message.Has(HeaderName.MaxForwards))
        {
            return;
        }
        var value = message.Header(HeaderName.MaxForwards);
        if (SipText.TryNumber(value, 255, out var hops))
        {
            message.MaxForwards = (int)hops;
        }
        else
        {
            fault.Note(SipFault.BadMaxForwards, OffsetOf(message, value));
        }
    }

    private static int OffsetOf(SipMessage message, ReadOnlySpan<byte> part) => message.Raw.Overlaps(part, out var at) ? at : message.BodyStart;
}
