using System.Diagnostics.CodeAnalysis;
using Telephony.Calls.Legs;
using Telephony.Calls.Loop;
using Telephony.Domain.Routing;
using Telephony.Rtp.Conversion;

namespace Telephony.Calls.Interworking;

/// <summary>
/// Decides, whenever one side's session has changed, how the sound of each side reaches the other: packets as they are, or through a converter. What needs no
/// change is left running. Call loop only.
/// </summary>
internal sealed class CallConversion(Call call)
{
    private Side _near;
    private Side _far;

    /// <summary>A fax is on the line as sound: converters add nothing of their own and leave nothing out (DR-38).</summary>
    public bool Fax { get; set; }

    /// <summary>The legs are bridged, and both have a plan.</summary>
    public void Update(Leg a, Leg b)
    {
        if (a.Media is not { Plan: { } near } || b.Media is not { Plan: { } far }) return;
        if (!ReferenceEquals(_near.Leg, a) || !ReferenceEquals(_far.Leg, b)) Forget();
        var observed = call.Services.Digits is not null;
        Set(ref _near, a, DirectionPlan.Between(near, DigitHabits.Of(a), far, DigitHabits.Of(b), Fax, observed, a.Media.LongestPacketMs));
        Set(ref _far, b, DirectionPlan.Between(far, DigitHabits.Of(b), near, DigitHabits.Of(a), Fax, observed, b.Media.LongestPacketMs));
    }

    /// <summary>The pair is no more: the next one is looked at anew.</summary>
    public void Forget()
    {
        if (_near.Plan is not null) _near.Leg?.Media?.Leg.Convert(null);
        if (_far.Plan is not null) _far.Leg?.Media?.Leg.Convert(null);
        (_near, _far) = (default, default);
    }

    private void Set(ref Side side, Leg from, DirectionPlan? wanted)
    {
        var same = Equals(side.Plan, wanted);
        side = new Side(from, wanted);
        if (same) return;
        var leg = from.Media!.Leg;   // it has a plan, so it has media
        if (wanted is null)
        {
            leg.Convert(null);
            return;
        }
        if (TryCreate(wanted, out var converter, out var why))
        {
            if (!wanted.OnlyListens) call.Trace.Add(DecisionRule.Media, wanted.To.Codec.Name, DecisionVerdict.Changed, Describe(wanted));
            leg.Convert(converter);
            return;
        }
        call.Trace.Add(DecisionRule.Media, wanted.To.Codec.Name, DecisionVerdict.Failed, why);
        leg.Convert(null);
    }

    private readonly record struct Side(Leg? Leg, DirectionPlan? Plan);

    private static bool TryCreate(DirectionPlan plan, [NotNullWhen(true)] out IStreamConverter? made, [NotNullWhen(false)] out string? why)
    {
        if (!plan.OnlyListens)
        {
            var converts = StreamConverter.TryCreate(plan, out var converter, out why);
            made = converter;
            return converts;
        }
        var listens = StreamListener.TryCreate(plan, out var listener, out why);
        made = listener;
        return listens;
    }

    private static string Describe(DirectionPlan plan) => plan switch
    {
        { MakesTones: true } => "sound is converted, digits become tones",
        { TonesIn: TonesIn.Taken or TonesIn.Removed } => "sound is converted, tones of digits are taken out of it",
        _ when plan.From.Any(codec => codec.Codec.Matches(plan.To.Codec)) => $"sound is converted into packets of {plan.PtimeMs} ms",
        _ => "sound is converted from another codec",
    };
}
