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
        BeginAsSound(call);
    }

    /// <summary>A fax machine or modem was heard in converted sound: until it asks for T.38, and where it never does, its sound must cross unspoilt.</summary>
    public static void NoteTone(Call call)
    {
        if (call.Bridge.Conversion.Fax) return;
        call.Trace.Add(DecisionRule.Media, "fax", DecisionVerdict.Changed, "a fax machine or modem was heard: its sound is not concealed, paused or listened to any more");
        BeginAsSound(call);
    }

    private static void BeginAsSound(Call call)
    {
        call.Bridge.Conversion.Fax = true;
        call.Near?.Media?.ExpectFaxAsSound();
        call.Far?.Media?.ExpectFaxAsSound();
        call.Bridge.OnHabitsChanged();
    }

    /// <summary>Both sides have agreed.</summary>
    public static void NoteAgreement(Call call, MediaPlan? before, MediaPlan after)
    {
        if (before?.Fax is null == after.Fax is null) return;
        call.Trace.Add(DecisionRule.Media, after.CodecName, DecisionVerdict.Changed, after.Fax is null ? "the fax is over" : "sound has ended, T.38 is passed through");
    }
}
