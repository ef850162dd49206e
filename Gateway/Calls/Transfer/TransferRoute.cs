using Telephony.Calls.Admission;
using Telephony.Calls.Dialing;
using Telephony.Calls.Legs;
using Telephony.Calls.Loop;
using Telephony.Domain.Identity;
using Telephony.Domain.NumberRules;
using Telephony.Domain.Registration;
using Telephony.Domain.Routing;
using Telephony.Domain.Trunks;
using Telephony.Sip.Messages;

namespace Telephony.Calls.Transfer;

/// <summary>
/// Where the target of a transfer is called: a URI at the transferor's own trunk goes back there as it is; every other one is a number, which goes through the rules
/// and routes as if the transferor's trunk had dialled it, so that a trunk reaches by REFER what it may reach by INVITE, and nothing else.
/// </summary>
/// <param name="trunk">As which the number is dialled.</param>
/// <param name="home">Where the URI belongs; null: nowhere that we know.</param>
/// <param name="rewrites">The number is as the trunk says it; else it is normalised.</param>
internal sealed class TransferRoute(Trunk trunk, Func<TransferTarget, Trunk?> home, bool rewrites)
{
    public static TransferRoute OfTransferor(Leg transferor) => new(transferor.Trunk, where => where.IsAt(transferor.Trunk) ? transferor.Trunk : null, rewrites: true);

    /// <summary>A controller may call what the routes lead to, and any trunk by its own name.</summary>
    /// <param name="isUri">The target is no number.</param>
    /// <param name="resource">Whose controller it is; null: the operator's.</param>
    public static TransferRoute OfController(Call call, bool isUri, ResourceId? resource) => new(
        call.From with { Transit = true },
        where => isUri ? call.Catalogue.Trunks.FirstOrDefault(trunk => where.IsAt(trunk) && (resource is not { } owner || SipCallee.MayName(trunk, owner))) : null,
        rewrites: false)
    {
        Reaches = called => resource is { } owner ? call.Catalogue.Accounts.FindFor(owner, called) : null,
    };

    /// <summary>Accounts that are reached whatever the trunk may dial.</summary>
    private Func<string, TrunkAccount?>? Reaches { get; init; }

    /// <summary>Null: refused, with the reason.</summary>
    public RoutePlan? Find(Call call, TransferTarget where, ref CallIdentity identity, out bool direct, out ArrivalDecision.Refuse? refused)
    {
        refused = null;
        var back = home(where);
        direct = back is not null;
        if (back is not null)
        {
            identity = identity with { Called = where.Number, CalledWire = where.Number };
            call.Trace.Add(DecisionRule.Transfer, where.ToString(), DecisionVerdict.Accepted, $"the URI is at trunk {back.Id}");
            if (back is { Enabled: true, CanBeCalled: true }) return new RoutePlan([new RouteCandidate(back, BackTo(back))], NoPlanReason.None);
            refused = new ArrivalDecision.Refuse(503, $"Trunk {back.Id} cannot be called.");
            return null;
        }
        if (where.Number.Length == 0 || (SipUriView.TryParse(where.Uri, out var uri) && uri.IsSip && uri.User.IsEmpty))
        {
            refused = new ArrivalDecision.Refuse(404, "The URI has no number, and is not at a trunk that may be called so.");
            return null;
        }
        var called = rewrites ? Rewrite(call, where.Number) : where.Number;
        var query = identity with { CalledWire = where.Number, Called = called };
        if (Reaches?.Invoke(called) is { } account)
        {
            identity = query;
            return Arrival.PlanFor(account);
        }
        var decision = Arrival.Decide(query, trunk, call.Catalogue, call.Services.Numbers.Current, call.Services.Trunks, call.Shard.Random, call.Trace, out var address);
        identity = query with { Called = address.Text };
        if (decision is ArrivalDecision.Dial dial) return dial.Plan;
        refused = decision as ArrivalDecision.Refuse ?? new ArrivalDecision.Refuse(480, "The number leads to an end in the gateway, which no call can be transferred to.");
        return null;
    }

    private string Rewrite(Call call, string number)
    {
        var rewritten = NumberRewriter.Apply(number, NumberDirection.InboundCalled, call.Catalogue.NumberRules, trunk.NumberRules, call.Catalogue.Emergency);
        if (rewritten.Rules is { } rules)
            call.Trace.Add(DecisionRule.NumberRules, number, rewritten.Changed ? DecisionVerdict.Changed : DecisionVerdict.Unchanged, $"{rewritten.After} by {rules}");
        return rewritten.After;
    }

    private static VoiceRoute BackTo(Trunk trunk) => new() { Name = "back to the trunk", NumberPattern = NumberPattern.Compile(".*"), Trunks = [trunk.Id] };
}
