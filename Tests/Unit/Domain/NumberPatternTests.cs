using System.Text.RegularExpressions;
using CsCheck;
using Telephony.Domain.NumberRules;
using Xunit;

namespace Telephony.Unit.Domain;

public sealed class NumberPatternTests
{
    private static readonly string[] Heads = ["", "+", "+1", "+1425", "+49", "112", "1", "2", "+12"];

    private static readonly string[] Patterns =
    [
        @"^\+1425", @"^\+1425\d{7}$", @"^\+1425\d{2,4}$", @"^\+1425\d{3,}$", @"^\+49\d+$", @"^\+49\d*$", @"^112$", @"^\+", @"^\+(1|44)\d+$", @"^\+1(425|206)\d{7}$",
        @"^1|2$", @"^\+14?", @"^\d{4}$", @"\d{4}", @"1425$", @"^\+1[2-9]\d{9}$", @"^.*$", @"^.*", ".", @"^\+1.*$", @"^1*2$", @"^\+1\d$", @"^(\+1|\+2)|3", @"^\+12{2}$", "^[|]1", @"^(112|911)$", @"^\+(1|14|)25", @"^\+(1|4)?2", @"^\+(14|1)\d{2}$|9", @"^\+(1|4)(2|5)", @"^\+(?:1|4)2", @"^\+1(4|[25])2", @"^1\|2", @"^\+1(42|4(2|5))\d*$",
    ];

    /// <summary>The short cut must say what the engine says, for every number.</summary>
    [Fact]
    public void The_short_cut_agrees_with_the_engine()
    {
        var number = Gen.Int[0, Heads.Length - 1].Select(i => Heads[i]).SelectMany(head => Gen.Char["0123456789+a\n٣"].Array[0, 9].Select(tail => head + new string(tail)));
        var compiled = Patterns.Select(p => (NumberPattern.Compile(p), new Regex(p, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant))).ToArray();
        number.Select(Gen.Int[0, Patterns.Length - 1].Select(i => compiled[i])).Sample(pair =>
        {
            var (pattern, engine) = pair.Item2;
            Assert.Equal(engine.IsMatch(pair.Item1), pattern.IsMatch(pair.Item1));
        }, iter: 20_000);
    }

    [Theory]
    [InlineData("", "1 to 1024")]
    [InlineData("(", "no regular expression")]
    [InlineData(@"^(\d+)\1$", "backtracking")]
    [InlineData("^(?=1)1", "backtracking")]
    [InlineData("^(?>1+)2", "backtracking")]
    [InlineData(@"((\d{1000}){1000}){1000}", "too large")]
    public void A_pattern_that_cannot_be_used_says_why(string text, string hint)
    {
        Assert.False(NumberPattern.TryCompile(text, out _, out var why));
        Assert.Contains(hint, why, StringComparison.Ordinal);
    }

    [Fact]
    public void A_pattern_that_would_explode_elsewhere_is_harmless() =>
        Assert.False(NumberPattern.Compile(@"^(\d+)+$").IsMatch(new string('1', 1000) + "x"));
}
