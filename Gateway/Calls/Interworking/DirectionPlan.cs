using System.Collections.Immutable;
using Telephony.Audio.Codecs;
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

/// <summary>What has to be done with the sound of one side so that the other can hear it. There is none where packets cross as they are.</summary>
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

    /// <summary>A fax is on the line: nothing is made up where something is missing.</summary>
    public required bool Fax { get; init; }

    public static DigitForm FormOf(DtmfMode mode, MediaPlan plan) => mode switch
    {
        DtmfMode.Info => DigitForm.Info,
        DtmfMode.Inband => DigitForm.Tone,
        _ => plan.Codecs.Any(static agreed => agreed.Codec.IsTelephoneEvent) ? DigitForm.Event : DigitForm.Tone,
    };

    /// <summary>Null when packets cross as they are.</summary>
    public static DirectionPlan? Between(MediaPlan from, DtmfMode fromMode, MediaPlan to, DtmfMode toMode, bool fax)
    {
        if (from.Fax is not null || to.Fax is not null) return null;
        var (fromForm, toForm) = (FormOf(fromMode, from), FormOf(toMode, to));
        var tones = toForm == DigitForm.Tone && fromForm != DigitForm.Tone;
        if (!tones && Crosses(from, to)) return null;
        return new DirectionPlan
        {
            From = from.Codecs,
            To = to.Audio,
            PtimeMs = AudioFrame.Ptime(to.PeerPtimeMs),
            ToTakesNoise = to.Codecs.Any(static agreed => agreed.Codec.Is("CN")),
            MakesTones = tones,
            Fax = fax,
        };
    }

    public bool Equals(DirectionPlan? other) =>
        other is not null && From.SequenceEqual(other.From) && To == other.To && PtimeMs == other.PtimeMs && ToTakesNoise == other.ToTakesNoise
        && (MakesTones, Fax) == (other.MakesTones, other.Fax);

    public override int GetHashCode() => HashCode.Combine(From.Length, To, PtimeMs, MakesTones);

    /// <summary>Every codec that may come is one that the other side has agreed on.</summary>
    private static bool Crosses(MediaPlan from, MediaPlan to) =>
        from.Codecs.All(here => here.Codec.IsAuxiliary || to.Codecs.Any(there => there.Codec.Matches(here.Codec)));
}
