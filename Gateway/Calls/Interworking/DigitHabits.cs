using Telephony.Calls.Legs;
using Telephony.Domain.Trunks;
using Telephony.Sdp.OfferAnswer;

namespace Telephony.Calls.Interworking;

/// <summary>How a peer's digits come and go.</summary>
internal enum DigitForm : byte
{
    Event,
    Info,
    Tone,
}

/// <summary>What is known of a peer's digits besides its session.</summary>
/// <param name="InInfo">It has sent some in INFO, before any other form was seen.</param>
internal readonly record struct DigitHabits(DtmfMode Mode, bool InInfo = false)
{
    public static DigitHabits Of(Leg leg) => new(leg.Trunk.Dtmf, leg.SendsDigitsInInfo);

    /// <summary>How it is to get them.</summary>
    public DigitForm FormToward(MediaPlan plan) => Mode switch
    {
        DtmfMode.Info => DigitForm.Info,
        DtmfMode.Inband => DigitForm.Tone,
        _ => HasEvents(plan) ? DigitForm.Event : DigitForm.Tone,
    };

    /// <summary>How it sends them.</summary>
    public DigitForm FormFrom(MediaPlan plan) => MayBeTonesToo(plan) ? DigitForm.Info : FormToward(plan);

    /// <summary>It was not said that tones mean nothing: the same keys may be in the sound.</summary>
    public bool MayBeTonesToo(MediaPlan plan) => Mode == DtmfMode.Auto && InInfo && !HasEvents(plan);

    private static bool HasEvents(MediaPlan plan)
    {
        foreach (var agreed in plan.Codecs)
        {
            if (agreed.Codec.IsTelephoneEvent) return true;
        }
        return false;
    }
}
