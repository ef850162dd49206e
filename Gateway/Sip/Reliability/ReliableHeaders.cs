using Telephony.Sip.Messages;
using Telephony.Sip.Writing;

namespace Telephony.Sip.Reliability;

/// <summary>RSeq and RAck (RFC 3262 7.1 and 7.2), and the option tag.</summary>
internal static class ReliableHeaders
{
    public static ReadOnlySpan<byte> OptionTag => "100rel"u8;

    /// <summary>True for a provisional response that has to be acknowledged: it requires 100rel and has a number from 1 to 2^32-1.</summary>
    public static bool TryReadRSeq(SipMessage response, out uint rseq)
    {
        rseq = 0;
        return response.Has(HeaderName.RSeq) && response.StatusCode > 100 && response.Lists(HeaderName.Require, OptionTag)
            && SipText.TryNumber(response.Header(HeaderName.RSeq), uint.MaxValue, out rseq) && rseq > 0;
    }

    /// <summary>The response that a PRACK acknowledges: <c>RAck: 776656 1 INVITE</c>.</summary>
    public static bool TryReadRAck(SipMessage prack, out uint rseq, out uint cseq)
    {
        (rseq, cseq) = (0, 0);
        var value = SipText.Trim(prack.Header(HeaderName.RAck));
        return TryWord(ref value, out var first) && TryWord(ref value, out var second)
            && SipText.TryNumber(first, uint.MaxValue, out rseq) && SipText.TryNumber(second, uint.MaxValue, out cseq) && value.SequenceEqual("INVITE"u8);
    }

    public static void WriteRAck(ref SipWriter writer, (uint RSeq, uint CSeq) acknowledged)
    {
        writer.Begin(HeaderName.RAck);
        writer.Append(acknowledged.RSeq);
        writer.Append(" "u8);
        writer.Append(acknowledged.CSeq);
        writer.Append(" INVITE"u8);
        writer.EndLine();
    }

    private static bool TryWord(ref ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> word)
    {
        var end = rest.IndexOfAny((byte)' ', (byte)'\t');
        word = end < 0 ? default : rest[..end];
        rest = end < 0 ? default : SipText.Trim(rest[end..]);
        return !word.IsEmpty;
    }
}
