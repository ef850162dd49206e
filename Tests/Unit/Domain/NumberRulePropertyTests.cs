using CsCheck;
using Telephony.Domain.Addresses;
using Telephony.Domain.NumberRules;
using Xunit;

namespace Telephony.Unit.Domain;

/// <summary>Random lists of rules against the definition said in another way: each list is looked through from its top, on what the one before has made.</summary>
public sealed class NumberRulePropertyTests
{
    private static readonly NumberRule[] Rules =
    [
        NumberRule.Create("plus", @"^(\d{10})$", "+1$1"), NumberRule.Create("strip", "^9", ""), NumberRule.Create("emergency strip", "^9", "", emergency: true),
        NumberRule.Create("tail", @"(\d{2})$", "${1}0"), NumberRule.Create("inside", "0", "00"), NumberRule.Create("none", "^x", "y"), NumberRule.Create("same", @"^(\+?\d+)$", "$1"),
        NumberRule.Create("empty", @"^\d{3}$", ""), NumberRule.Create("code", "^1", "112"),
    ];

    private static readonly Gen<NumberRuleLists> Lists = Gen.Int[0, Rules.Length - 1].Array[0, 5].Select(static at => new NumberRuleLists { InboundCalled = [.. at.Select(static i => Rules[i])] });

    private static readonly string[] Emergencies = ["112", "911", "999", "+112", "9112"];

    private static readonly Gen<string> Numbers = Gen.OneOf(Gen.Char["0123456789+"].Array[0, 14].Select(static c => new string(c)), Gen.Int[0, Emergencies.Length - 1].Select(static i => Emergencies[i]));

    [Fact]
    public void Gateway_then_tenant_then_trunk_each_with_its_first_match() => Gen.Select(Numbers, Lists, Lists, Lists, Gen.Bool).Sample((number, gateway, tenant, trunk, hasTenant) =>
    {
        var (expected, names) = (number, new List<string>());
        NumberRuleLists[] steps = hasTenant ? [gateway, tenant, trunk] : [gateway, trunk];
        foreach (var lists in steps)
        {
            var rule = lists.InboundCalled.FirstOrDefault(r => (r.Emergency || !EmergencyNumbers.Usual.Contains(expected)) && r.TryApply(expected, out _));
            if (rule is null || !rule.TryApply(expected, out var made)) continue;
            expected = made;
            names.Add(rule.Name);
        }
        var found = NumberRewriter.Apply(number, NumberDirection.InboundCalled, gateway, hasTenant ? trunk with { OfTenant = tenant } : trunk, EmergencyNumbers.Usual);
        Assert.Equal(new RewrittenNumber(number, expected, names.Count == 0 ? null : string.Join(", ", names)), found);
        Assert.Equal(new RewrittenNumber(number, number, null), NumberRewriter.Apply(number, NumberDirection.OutboundCalled, gateway, trunk with { OfTenant = tenant }, EmergencyNumbers.Usual));
    }, iter: 20_000);

    [Fact]
    public void An_emergency_number_is_altered_by_marked_rules_only() => Gen.Select(Gen.Int[0, 3].Select(static i => Emergencies[i]), Lists, Lists).Sample((number, gateway, trunk) =>
    {
        var found = NumberRewriter.Apply(number, NumberDirection.InboundCalled, gateway, trunk, EmergencyNumbers.Usual);
        if (!gateway.InboundCalled.Concat(trunk.InboundCalled).Any(static rule => rule.Emergency)) Assert.Equal(number, found.After);
    });
}
