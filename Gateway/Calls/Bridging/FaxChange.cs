using Telephony.Calls.Loop;
using Telephony.Domain.Routing;
using Telephony.Sdp.Descriptions;
using Telephony.Sdp.OfferAnswer;

namespace Telephony.Calls.Bridging;

/// <summary>What a session change to or from T.38 means for the call besides its media.</summary>
internal static class FaxChange
{
    /// <summary>A change was refused: if it was to T.38, the fax goes on as sound on both sides (DR-38).</summary>
    public static void NoteRefusal(Call call, SessionDescription offer)
    {
        if (!Offers.IsFax(offer)) return;
        call.Trace.Add(DecisionRule.Media, "T.38", DecisionVerdict.Refused, "the fax goes on as sound");
        call.Bridge.Conversion.Fax = true;
        call.Near.Media?.ExpectFaxAsSound();
        call.Far?.Media?.ExpectFaxAsSound();
    }

    /// <summary>Both sides have agreed.</summary>
    public static void NoteAgreement(Call call, MediaPlan? before, MediaPlan after)
    {
        if (before?.Fax is null == after.Fax is null) return;
        call.Trace.Add(DecisionRule.Media, after.CodecName, DecisionVerdict.Changed, after.Fax is null ? "the fax is over" : "sound has ended, T.38 is passed through");
    }
}
