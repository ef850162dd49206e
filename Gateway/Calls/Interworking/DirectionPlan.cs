using System.Collections.Immutable;
using Telephony.Domain.Trunks;
using Telephony.Sdp.OfferAnswer;

namespace Telephony.Calls.Interworking;

/// <summary>What is done about keys that are tones in the sound of the side that speaks.</summary>
internal enum TonesIn : byte
{
    /// <summary>They are sound like any other.</summary>
    Unheard,

    /// <summary>They stay in the sound, and who listens to the call is told.</summary>
    Heard,

    /// <summary>They leave the sound, and cross as event or INFO.</summary>
    Taken,

    /// <summary>They leave the sound: the same keys come in another form, too.</summary>
    Removed,
}

/// <summary>What has to be done with the sound of one side so that the other can hear it. There is none where packets cross as they are, unheard.</summary>
internal sealed record DirectionPlan
{
    /// <summary>What the side that speaks may send.</summary>
    public required ImmutableArray<AgreedCodec> From { get; init; }

    /// <summary>What the side that listens gets.</summary>
    public required AgreedCodec To { get; init; }

    public required int PtimeMs { get; init; }

    /// <summary>The listening side takes comfort noise.</summary>
    public required bool ToTakesNoise { get; init; }

    /// <summary>Digits that come otherwise leave as tones.</summary>
    public required bool MakesTones { get; init; }

    public required TonesIn TonesIn { get; init; }

    /// <summary>A fax is on the line: nothing is made up where something is missing, and nothing is left out.</summary>
    public required bool Fax { get; init; }

    /// <summary>Packets cross as they are.</summary>
    public required bool OnlyListens { get; init; }

    /// <summary>Null when there is nothing to do.</summary>
    /// <param name="observed">Somebody wants to know of the call's digits.</param>
    /// <param name="longest">Of the packets that come, in milliseconds.</param>
    public static DirectionPlan? Between(MediaPlan from, in DigitHabits fromDigits, MediaPlan to, in DigitHabits toDigits, bool fax, bool observed, int longest)
    {
        if (from.Fax is not null || to.Fax is not null) return null;
        var (fromForm, toForm) = (fromDigits.FormFrom(from), toDigits.FormToward(to));
        var makes = !fax && toForm == DigitForm.Tone && fromForm != DigitForm.Tone;
        var tones = fax ? TonesIn.Unheard : Tones(fromDigits, fromForm, from, toForm, observed);
        var converts = makes || tones is TonesIn.Taken or TonesIn.Removed || !Crosses(from, to) || longest > (to.PeerMaxPtimeMs ?? int.MaxValue);
        if (!converts && tones == TonesIn.Unheard) return null;
        var audio = to.Audio;
        return new DirectionPlan
        {
            From = from.Codecs,
            To = audio,
            PtimeMs = PacketTimes.Toward(to),
            ToTakesNoise = !fax && to.Codecs.Any(agreed => agreed.Codec.Is("CN") && agreed.Codec.ClockHz == audio.Codec.ClockHz),
            MakesTones = makes,
            TonesIn = tones,
            Fax = fax,
            OnlyListens = !converts,
        };
    }

    public bool Equals(DirectionPlan? other) =>
        other is not null && From.SequenceEqual(other.From) && To == other.To && PtimeMs == other.PtimeMs && ToTakesNoise == other.ToTakesNoise
        && (MakesTones, TonesIn, Fax, OnlyListens) == (other.MakesTones, other.TonesIn, other.Fax, other.OnlyListens);

    public override int GetHashCode() => HashCode.Combine(From.Length, To, PtimeMs, MakesTones, TonesIn);

    /// <summary>Sound is listened to only where keys may be in it: the trunk says so, or leaves it open and has no events.</summary>
    private static TonesIn Tones(in DigitHabits digits, DigitForm form, MediaPlan from, DigitForm toForm, bool observed)
    {
        if (form == DigitForm.Tone) return toForm != DigitForm.Tone ? TonesIn.Taken : observed ? TonesIn.Heard : TonesIn.Unheard;
        return digits.MayBeTonesToo(from) && toForm != DigitForm.Tone ? TonesIn.Removed : TonesIn.Unheard;
    }

    /// <summary>Every codec that may come is one that the other side has agreed on.</summary>
    private static bool Crosses(MediaPlan from, MediaPlan to) =>
        from.Codecs.All(here => here.Codec.IsAuxiliary || to.Codecs.Any(there => there.Codec.Matches(here.Codec)));
}
