using Telephony.Calls.Legs;
using Telephony.Calls.Loop;
using Telephony.Domain.Trunks;
using Telephony.Rtp.Events;
using Telephony.Rtp.Media;

namespace Telephony.Calls.Interworking;

/// <summary>
/// Digits between the two sides of a call. In the media they cross by themselves or by a converter; what begins or ends in INFO goes through here. A peer has
/// one source at a time: one that has begun a digit in its media is not believed about them in INFO, and where INFO was first, tones in its sound say nothing. Call loop only.
/// </summary>
internal static class Digits
{
    /// <summary>A key goes down in the media of a leg: what INFO says of it, now or later, is nothing new.</summary>
    public static void OnMediaBegins(Call call, MediaLeg media)
    {
        if (LegOf(call, media) is { } from) from.SendsDigitsInMedia = true;
    }

    /// <summary>A digit in the media of a leg, as event or tone.</summary>
    public static void OnMedia(Call call, MediaLeg media, DtmfDigit digit, TimeSpan duration)
    {
        var from = LegOf(call, media);
        if (from is null) return;
        from.SendsDigitsInMedia = true;
        Tell(call, from, digit, duration);
        if (Other(call, from) is { } to && FormOf(to) == DigitForm.Info) InfoDigits.Send(to, digit, duration);
    }

    /// <summary>An INFO with a digit. True when it was taken, and is to be answered with 200; false when it crosses as it is.</summary>
    public static bool TryTakeInfo(Call call, Leg from, DtmfDigit digit, TimeSpan duration)
    {
        if (from.Trunk.Dtmf is DtmfMode.Rfc4733 or DtmfMode.Inband || from.SendsDigitsInMedia) return true;   // its digits come otherwise
        if (!from.SendsDigitsInInfo)
        {
            from.SendsDigitsInInfo = true;
            call.Bridge.OnHabitsChanged();
        }
        Tell(call, from, digit, duration);
        if (Other(call, from) is not { } to) return false;
        if (FormOf(to) is not (DigitForm.Event or DigitForm.Tone) || (to.Trunk.Dtmf == DtmfMode.Auto && FormOf(to) == DigitForm.Tone)) return false;
        from.Media?.Leg.PassDigit(digit, duration);
        return true;
    }

    private static void Tell(Call call, Leg from, DtmfDigit digit, TimeSpan duration)
    {
        call.Services.Digits?.OnDigit(from.Id, digit, duration);
        call.LocalEnd?.OnDigit(digit, duration);
    }

    private static DigitForm? FormOf(Leg leg) => leg.Media?.Plan is { Fax: null } plan ? DigitHabits.Of(leg).FormToward(plan) : null;

    private static Leg? Other(Call call, Leg from) => call.Opposite(from);

    public static Leg? LegOf(Call call, MediaLeg media) =>
        call.Near is { } near && ReferenceEquals(near.Media?.Leg, media) ? near : ReferenceEquals(call.Far?.Media?.Leg, media) ? call.Far : null;
}
