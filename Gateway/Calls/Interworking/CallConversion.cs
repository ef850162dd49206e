using Telephony.Calls.Legs;
using Telephony.Calls.Loop;
using Telephony.Domain.Routing;

namespace Telephony.Calls.Interworking;

/// <summary>
/// Decides, whenever one side's session has changed, how the sound of each side reaches the other: packets as they are, or through a converter. What needs no
/// change is left running. Call loop only.
/// </summary>
internal sealed class CallConversion(Call call)
{
    private Side _near;
    private Side _far;

    /// <summary>T.38 was refused: converters add nothing of their own (DR-38).</summary>
    public bool Fax { get; set; }

    /// <summary>The legs are bridged, and both have a plan.</summary>
    public void Update(Leg a, Leg b)
    {
        if (a.Media is not { Plan: { } near } || b.Media is not { Plan: { } far }) return;
        if (!ReferenceEquals(_near.Leg, a) || !ReferenceEquals(_far.Leg, b)) Forget();
        Set(ref _near, a, DirectionPlan.Between(near, a.Trunk.Dtmf, far, b.Trunk.Dtmf, Fax));
        Set(ref _far, b, DirectionPlan.Between(far, b.Trunk.Dtmf, near, a.Trunk.Dtmf, Fax));
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
        if (StreamConverter.TryCreate(wanted, out var converter, out var why))
        {
            call.Trace.Add(DecisionRule.Media, wanted.To.Codec.Name, DecisionVerdict.Changed, Describe(wanted));
            leg.Convert(converter);
            return;
        }
        call.Trace.Add(DecisionRule.Media, wanted.To.Codec.Name, DecisionVerdict.Failed, why);
        side = new Side(from, null);
        leg.Convert(null);
    }

    private readonly record struct Side(Leg? Leg, DirectionPlan? Plan);

    private static string Describe(DirectionPlan plan) => plan.MakesTones
        ? "sound is converted, digits become tones"
        : "sound is converted from another codec";
}
