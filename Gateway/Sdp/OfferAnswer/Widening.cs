using System.Collections.Immutable;
using Telephony.Sdp.Descriptions;

namespace Telephony.Sdp.OfferAnswer;

/// <summary>What a leg may offer or answer beyond what the other leg has, where the gateway converts between them: other codecs, and digits as events.</summary>
internal static class Widening
{
    private const int FirstDynamic = 96;

    /// <summary>The common codecs first, then what can be converted to, then what travels beside them.</summary>
    /// <param name="common">What both legs may use, best first.</param>
    /// <param name="offered">What the other leg's peer has named and its policy allows.</param>
    public static ImmutableArray<SdpCodec> Offer(ImmutableArray<SdpCodec> common, ImmutableArray<SdpCodec> offered, CodecPolicy policy)
    {
        var converts = !policy.Convertible.IsEmpty && offered.Any(codec => CanConvert(codec, policy));
        if (!converts && !policy.OwnEvents) return common;
        var audio = common.Where(static codec => !codec.IsAuxiliary).ToList();
        var beside = common.Where(codec => codec.IsAuxiliary && !(policy.OwnEvents && codec.IsTelephoneEvent)).ToList();
        if (converts)
        {
            foreach (var codec in policy.Apply(KnownCodecs.Audio))
                if (CanConvert(codec, policy) && !audio.Exists(codec.Matches)) audio.Add(Number(codec, audio, beside));
        }
        if (policy.OwnEvents || (converts && beside.Exists(static codec => codec.IsTelephoneEvent))) AddEvents(audio, beside, offered, policy);
        return [.. audio, .. beside];
    }

    /// <summary>Adds to an answer what the other leg has not: one codec to convert from where none is common, and digits.</summary>
    public static void Answer(ImmutableArray<SdpCodec> offered, CodecPolicy policy, ImmutableArray<SdpCodec>.Builder said, ImmutableArray<SdpCodec>.Builder theirs)
    {
        var converts = false;
        if (!policy.Convertible.IsEmpty && !said.Any(static codec => !codec.IsAuxiliary)
            && policy.Apply(offered).FirstOrDefault(codec => CanConvert(codec, policy)) is { } chosen)
        {
            converts = true;
            Drop(said, theirs);
            Put(chosen);
        }
        if (converts) AddComfortNoise();
        if (!converts && !policy.OwnEvents) return;
        if (said.FirstOrDefault(static codec => !codec.IsAuxiliary) is not { } audio || !policy.TelephoneEvent) return;
        if (said.Any(static codec => codec.IsTelephoneEvent)) return;
        var events = offered.FirstOrDefault(codec => codec.IsTelephoneEvent && codec.ClockHz == audio.ClockHz) ?? offered.FirstOrDefault(static codec => codec.IsTelephoneEvent);
        if (events is not null && policy.Allows(events)) Put(events);

        // Pauses are described to us, whatever the other leg takes.
        void AddComfortNoise()
        {
            if (offered.FirstOrDefault(codec => codec.Is("CN") && codec.ClockHz == said[0].ClockHz && policy.Allows(codec)) is { } noise) Put(noise);
        }

        void Put(SdpCodec codec)
        {
            said.Add(codec with { Feedback = [] });
            theirs.Add(codec);
        }
    }

    private static bool CanConvert(SdpCodec codec, CodecPolicy policy) => !codec.IsAuxiliary && policy.Convertible.Any(codec.Is);

    /// <summary>Events of the other leg belong to its codecs' clocks.</summary>
    private static void Drop(ImmutableArray<SdpCodec>.Builder said, ImmutableArray<SdpCodec>.Builder theirs)
    {
        said.Clear();
        theirs.Clear();
    }

    /// <summary>One event payload type for each clock in use (RFC 4733 2.1), with the other leg's number where it has one.</summary>
    private static void AddEvents(List<SdpCodec> audio, List<SdpCodec> beside, ImmutableArray<SdpCodec> offered, CodecPolicy policy)
    {
        foreach (var clock in audio.Select(static codec => codec.ClockHz).Distinct())
        {
            if (beside.Exists(codec => codec.IsTelephoneEvent && codec.ClockHz == clock)) continue;
            var events = offered.FirstOrDefault(codec => codec.IsTelephoneEvent && codec.ClockHz == clock) ?? new SdpCodec(101, "telephone-event", clock, 1, "0-15");
            if (policy.Allows(events)) beside.Add(Number(events, audio, beside));
        }
    }

    private static SdpCodec Number(SdpCodec codec, List<SdpCodec> audio, List<SdpCodec> beside)
    {
        if (!IsTaken(codec.PayloadType)) return codec;
        for (var number = FirstDynamic; number < 128; number++)
            if (!IsTaken(number)) return codec with { PayloadType = number };
        return codec;

        bool IsTaken(int number) => audio.Exists(other => other.PayloadType == number) || beside.Exists(other => other.PayloadType == number);
    }
}
