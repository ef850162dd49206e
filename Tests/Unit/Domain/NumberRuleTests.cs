using CsCheck;
using Telephony.Domain.Addresses;
using Telephony.Domain.NumberRules;
using Xunit;

namespace Telephony.Unit.Domain;

public sealed class NumberRuleTests
{
    [Theory]
    [InlineData(@"^(\d{10})$", "+1$1", "4255550123", "+14255550123")]
    [InlineData(@"^(\d{4})$", "+1206555$1", "4711", "+12065554711")]
    [InlineData(@"^\+1(\d{10})$", "$1", "+14255550123", "4255550123")]
    [InlineData(@"^0(\d+)$", "${1}0", "0711", "7110")]
    [InlineData("1", "2", "1111", "2111")]
    public void A_rule_replaces_its_first_match(string pattern, string replacement, string number, string expected)
    {
        Assert.True(NumberRule.Create("r", pattern, replacement).TryApply(number, out var result));
        Assert.Equal(expected, result);
    }

    [Theory]
    [InlineData("", "^1$", "2", "name")]
    [InlineData("r", "(", "2", "regular expression")]
    [InlineData("r", @"^(\d)$", "$2", "group 2")]
    [InlineData("r", @"^(\d)$", "$10", "group 10")]
    [InlineData("r", @"^(\d)$", "${area}", "group area")]
    public void A_rule_that_cannot_be_used_says_why(string name, string pattern, string replacement, string hint)
    {
        Assert.False(NumberRule.TryCreate(name, pattern, replacement, false, out _, out var why));
        Assert.Contains(hint, why, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_and_replacements_have_a_longest_length()
    {
        Assert.True(NumberRule.TryCreate(new string('n', 100), "^1$", new string('2', 256), false, out _, out _));
        Assert.False(NumberRule.TryCreate(new string('n', 101), "^1$", "2", false, out _, out _));
        Assert.False(NumberRule.TryCreate("n", "^1$", new string('2', 257), false, out _, out _));
    }

    [Fact]
    public void In_each_list_the_first_match_wins()
    {
        var lists = new NumberRuleLists { InboundCalled = [NumberRule.Create("no", "^9", "x"), NumberRule.Create("first", "^1", "2"), NumberRule.Create("second", "^", "3")] };
        Assert.Equal(new RewrittenNumber("15", "25", "first"), Apply("15", lists));
        Assert.Equal(new RewrittenNumber("45", "345", "second"), Apply("45", lists));
    }

    [Fact]
    public void The_gateways_rules_come_before_the_trunks()
    {
        var gateway = new NumberRuleLists { InboundCalled = [NumberRule.Create("strip", "^9", "")] };
        var trunk = new NumberRuleLists { InboundCalled = [NumberRule.Create("complete", "^4711$", "+12065554711")] };
        Assert.Equal(new RewrittenNumber("94711", "+12065554711", "strip, complete"), NumberRewriter.Apply("94711", NumberDirection.InboundCalled, gateway, trunk, EmergencyNumbers.Usual));
    }

    [Theory]
    [InlineData("112", "112")]
    [InlineData("+911", "+911")]
    [InlineData("113", "+49113")]
    public void Emergency_numbers_are_left_alone(string number, string expected)
    {
        var lists = new NumberRuleLists { InboundCalled = [NumberRule.Create("all", @"^\+?(\d+)$", "+49$1")] };
        Assert.Equal(expected, Apply(number, lists).After);
    }

    [Fact]
    public void A_rule_marked_for_emergency_may_alter_them()
    {
        var lists = new NumberRuleLists { InboundCalled = [NumberRule.Create("no", "^112$", "1"), NumberRule.Create("yes", "^112$", "+49112", emergency: true)] };
        Assert.Equal(new RewrittenNumber("112", "+49112", "yes"), Apply("112", lists));
    }

    [Fact]
    public void The_tester_shows_all_four_directions()
    {
        var lists = new NumberRuleLists { InboundCalled = NumberRulePresets.NationalToE164("49", "0", "00"), OutboundCalled = NumberRulePresets.E164ToNational("49", "0", "00") };
        var shown = NumberRuleTester.Try("0711123456", NumberRuleLists.None, lists, EmergencyNumbers.Usual);
        Assert.Equal(["+49711123456", "0711123456", "0711123456", "0711123456"], shown.Select(s => s.Number.After));
    }

    public static TheoryData<string, string, string> Presets => new()
    {
        { "addPlus", "14255550123", "+14255550123" },
        { "addPlus", "4711", "4711" },
        { "addPlus", "+14255550123", "+14255550123" },
        { "removePlus", "+14255550123", "14255550123" },
        { "nationalToE164", "0711123456", "+49711123456" },
        { "nationalToE164", "0043123456789", "+43123456789" },
        { "nationalToE164", "+49711123456", "+49711123456" },
        { "e164ToNational", "+49711123456", "0711123456" },
        { "e164ToNational", "+43123456789", "0043123456789" },
        { "stripTrunkPrefix", "914255550123", "14255550123" },
        { "stripTrunkPrefix", "9+14255550123", "+14255550123" },
        { "addTechPrefix", "+14255550123", "1234#14255550123" },
        { "stripTechPrefix", "1234#14255550123", "14255550123" },
        { "extensionsToDid", "4711", "+12065554711" },
        { "extensionsToDid", "47110", "47110" },
        { "didToExtensions", "+12065554711", "4711" },
    };

    [Theory]
    [MemberData(nameof(Presets))]
    public void Presets_do_what_trunks_need(string preset, string number, string expected) => Assert.Equal(expected, Apply(number, Preset(preset)).After);

    [Fact]
    public void National_and_international_forms_go_there_and_back() => Gen.Long[10_000_000, 99_999_999_999].Sample(digits =>
    {
        var national = Preset("e164ToNational");
        var international = Preset("nationalToE164");
        foreach (var number in new[] { $"+49{digits}", $"+1{digits}", $"+358{digits}" })
        {
            if (number.Length > 15) continue;
            Assert.Equal(number, Apply(Apply(number, national).After, international).After);
        }
    });

    [Fact]
    public void Rules_never_fail_and_never_grow_a_number_past_256() => Gen.String.Select(Gen.Int[0, 3].Select(i => new[] { "addPlus", "nationalToE164", "addTechPrefix", "didToExtensions" }[i])).Sample(pair =>
    {
        var result = Apply(pair.Item1, Preset(pair.Item2));
        Assert.Equal(pair.Item1, result.Before);
        Assert.True(result.After.Length <= Math.Max(256, pair.Item1.Length));
        Assert.True(result.Rules is not null || !result.Changed);
    });

    private static RewrittenNumber Apply(string number, NumberRuleLists lists) =>
        NumberRewriter.Apply(number, NumberDirection.InboundCalled, NumberRuleLists.None, lists, EmergencyNumbers.Usual);

    private static NumberRuleLists Preset(string name) => new()
    {
        InboundCalled = name switch
        {
            "addPlus" => NumberRulePresets.AddPlus(),
            "removePlus" => NumberRulePresets.RemovePlus(),
            "nationalToE164" => NumberRulePresets.NationalToE164("49", "0", "00"),
            "e164ToNational" => NumberRulePresets.E164ToNational("49", "0", "00"),
            "stripTrunkPrefix" => NumberRulePresets.StripTrunkPrefix("9"),
            "addTechPrefix" => NumberRulePresets.AddTechPrefix("1234#"),
            "stripTechPrefix" => NumberRulePresets.StripTechPrefix("1234#"),
            "extensionsToDid" => NumberRulePresets.ExtensionsToDid("+1206555", 4),
            "didToExtensions" => NumberRulePresets.DidToExtensions("+1206555", 4),
            _ => throw new ArgumentOutOfRangeException(nameof(name)),
        },
    };
}
