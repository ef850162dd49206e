using Telephony.Calls.Admission;
using Telephony.Calls.Dialing;
using Telephony.Calls.Legs;
using Telephony.Calls.Loop;
using Telephony.Calls.Transit;
using Telephony.Domain.Addresses;
using Telephony.Domain.NumberRules;
using Telephony.Domain.Routing;
using Telephony.Domain.Trunks;
using Telephony.Sip.Messages;

namespace Telephony.Calls.Redirections;

/// <summary>
/// What a 3xx of a trunk with <c>follow3xx</c> adds to a search (RFC 3261 8.1.3.4, 21.3). Every Contact gets a line in the trace.
/// <code>
///   a number at our domain, tel:        as if the trunk had dialled it: its number rules, the inventory, the voice routes (transit)
///   a URI at a host of the trunk        called as it is, by the same trunk
///   305, at a host of the trunk         the same number again, by that place
///   anything else                       refused: a trunk leads calls to itself and where it may dial, nowhere else
/// </code>
/// </summary>
internal static class RedirectionPlan
{
    /// <summary>The steps in their order; empty when nothing of the response can be followed.</summary>
    /// <param name="answer">Counts the redirections of the search.</param>
    public static IReadOnlyList<SearchStep> Make(Call call, IDialOrder order, CalleeLeg leg, SipMessage response, int answer)
    {
        var steps = new List<SearchStep>();
        if (leg.Redirection is { Depth: >= Redirection.Most })
        {
            Say(call, leg.Trunk.Id.Value, DecisionVerdict.Refused, $"the call was redirected {Redirection.Most} times already");
            return steps;
        }
        var made = new Redirection(leg.Redirection, answer, leg.Redirection?.Called ?? order.Called, response.StatusCode, CauseOf(leg, response), "");
        var contacts = RedirectionContact.Read(response, out var leftOut);
        foreach (var contact in contacts)
        {
            if (Follow(call, leg, made, contact, steps) is { } why) Say(call, contact.ToString(), DecisionVerdict.Refused, why);
        }
        if (leftOut > 0) Say(call, leg.Trunk.Id.Value, DecisionVerdict.Skipped, $"{leftOut} Contacts are expired, unreadable or too many");
        return steps;
    }

    /// <summary>Adds the steps of one Contact, or says why there are none.</summary>
    private static string? Follow(Call call, CalleeLeg leg, Redirection made, RedirectionContact contact, List<SearchStep> steps)
    {
        if (!SipUriView.TryParse(contact.Address, out var uri) || uri.Scheme == SipUriScheme.Other) return "its scheme cannot be called";
        if (uri.Scheme != SipUriScheme.Tel && uri.HasParam("maddr"u8)) return "maddr leads elsewhere";
        if (uri.Scheme != SipUriScheme.Tel && uri.TryGetParam("method"u8, out var method) && !SipText.Same(method, "INVITE"u8)) return "it is not for calls";
        if (uri.Scheme == SipUriScheme.Tel || RedirectionPlaces.IsOurs(uri, call.Services.Options.Domain, call.Shard.Listeners)) return ByNumber(call, leg, made, contact, uri, steps);
        return RedirectionPlaces.IsOf(uri, leg.Trunk, leg.Target.Remote)
            ? AtTheTrunk(call, leg, made, contact, uri, steps)
            : $"its host is neither ours nor one of {leg.Trunk.Id}";
    }

    private static string? ByNumber(Call call, CalleeLeg leg, Redirection made, RedirectionContact contact, SipUriView uri, List<SearchStep> steps)
    {
        if (made.Status == 305) return "a proxy of ours is no other way";
        var (trunk, catalogue) = (leg.Trunk, call.Catalogue);
        var dialled = SipUserText.Unescape(uri.Number);
        if (dialled.Length == 0) return "it has no number";
        var rewritten = NumberRewriter.Apply(dialled, NumberDirection.InboundCalled, catalogue.NumberRules, trunk.NumberRules, catalogue.Emergency);
        if (rewritten.Rules is { } rules) call.Trace.Add(DecisionRule.NumberRules, dialled, rewritten.Changed ? DecisionVerdict.Changed : DecisionVerdict.Unchanged, $"{rewritten.After} by {rules}");
        Say(call, contact.ToString(), DecisionVerdict.Accepted, "a number, as if the trunk had dialled it");
        var identity = call.Identity with { CalledWire = dialled, Called = rewritten.After };
        var decision = Arrival.Decide(identity, trunk, catalogue, call.Services.Numbers.Current, call.Services.Trunks, call.Shard.Random, call.Trace, out var called);
        switch (decision)
        {
            case ArrivalDecision.Dial dial:
                var to = made with { Called = called.Text, Parameters = NumberParameters.Read(contact.Address) };
                steps.AddRange(dial.Plan.Candidates.Select(candidate => new SearchStep(candidate, to)));
                return null;
            case ArrivalDecision.Refuse refuse:
                return refuse.Text.TrimEnd('.');
            default:
                return "the number leads to an end in the gateway, which no call can be redirected to";
        }
    }

    private static string? AtTheTrunk(Call call, CalleeLeg leg, Redirection made, RedirectionContact contact, SipUriView uri, List<SearchStep> steps)
    {
        var trunk = leg.Trunk;
        var transport = RedirectionPlaces.TransportOf(uri, trunk);
        if (transport < InviteTarget.KindOf(trunk)) return $"its transport is weaker than that of {trunk.Id}";
        if (call.Shard.Listeners.For(transport, null, null) is null) return "we have no such transport";
        // Behind a proxy, and over the flow of a registration, the way stays what it is, and the Request-URI says where to.
        var isFixed = trunk.Proxy is not null || trunk.Authentication.Registration is not null;
        Say(call, contact.ToString(), DecisionVerdict.Accepted, "at the trunk");
        steps.Add(new SearchStep(leg.Candidate, made with
        {
            Called = made.Status == 305 ? leg.Told.Called : SipUserText.Unescape(uri.Number),
            Uri = made.Status == 305 ? leg.DialledUri : UriHeaders.Without(contact.Address).ToArray(),
            Place = isFixed ? null : (RedirectionPlaces.HostOf(uri), uri.Port, transport),
        }));
        return null;
    }

    /// <summary>RFC 4458: what the trunk itself says of the reason goes first (RFC 5806, RFC 3326); a phone that had rung deflects.</summary>
    private static string CauseOf(CalleeLeg leg, SipMessage response)
    {
        foreach (var value in response.Values(HeaderName.Diversion))
        {
            if (NameAddrView.TryParse(value, out var diversion) && diversion.TryGetParam("reason"u8, out var reason)) return ForwardingHeaders.CauseOf(SipText.ToText(SipText.Unquote(reason)));
        }
        var said = Reasons.ReadSip(response) switch
        {
            486 or 600 => "486",
            408 => "408",
            480 => "480",
            503 => "503",
            _ => "",
        };
        return said.Length > 0 ? said : leg.HasRung ? "487" : "302";
    }

    private static void Say(Call call, string input, DecisionVerdict verdict, string detail) => call.Trace.Add(DecisionRule.Redirection, input, verdict, detail);
}
