using CsCheck;
using Telephony.Domain.Identity;
using Xunit;

namespace Telephony.Unit.Domain;

public sealed class IdentityTests
{
    [Fact]
    public void A_call_id_reads_back_from_its_text() => Gen.Byte.Array[10].Select(Gen.Long[0, 253_402_300_799_999]).Sample(pair =>
    {
        var id = CallId.From(pair.Item2, pair.Item1);
        var text = id.ToString();
        Assert.Equal(CallId.TextLength, text.Length);
        Assert.True(CallId.TryParse(text, out var again));
        Assert.Equal(id, again);
        Assert.Equal(pair.Item2, id.CreatedAt.ToUnixTimeMilliseconds());
        Span<byte> utf8 = stackalloc byte[CallId.TextLength];
        Assert.True(id.TryFormat(utf8, out _, default, null));
        Assert.Equal(text, System.Text.Encoding.ASCII.GetString(utf8));
    });

    [Fact]
    public void Call_ids_sort_by_time_as_text_and_as_value() => Gen.Long[0, (1L << 48) - 1].Select(Gen.Long[0, (1L << 48) - 1]).Sample(pair =>
    {
        var (a, b) = (CallId.From(pair.Item1, new byte[10]), CallId.From(pair.Item2, new byte[10]));
        Assert.Equal(pair.Item1.CompareTo(pair.Item2), Math.Sign(a.CompareTo(b)));
        Assert.Equal(pair.Item1.CompareTo(pair.Item2), Math.Sign(string.CompareOrdinal(a.ToString(), b.ToString())));
    });

    [Fact]
    public void An_invented_id_has_a_time_too() => Assert.Equal(9999, new CallId(UInt128.MaxValue).CreatedAt.Year);

    [Theory]
    [InlineData("")]
    [InlineData("01jd")]
    [InlineData("81jd0000000000000000000000")]
    [InlineData("01jd000000000000000000000u")]
    [InlineData("01jd0000000000000000000000a")]
    public void What_is_no_call_id_is_refused(string text) => Assert.False(CallId.TryParse(text, out _));

    [Fact]
    public void A_leg_id_reads_back_from_its_text()
    {
        var leg = new LegId(CallId.New(TimeProvider.System), 7);
        Assert.True(LegId.TryParse(leg.ToString(), out var again));
        Assert.Equal(leg, again);
        Assert.False(LegId.TryParse(leg.Call.ToString(), out _));
        Assert.False(LegId.TryParse($"{leg.Call}-70000", out _));
    }

    [Theory]
    [InlineData("SBC.Example.COM", "sbc.example.com")]
    [InlineData("sbc.example.com.", "sbc.example.com")]
    [InlineData("bücher.example", "xn--bcher-kva.example")]
    [InlineData("local", "local")]
    [InlineData("a_b.example", "a_b.example")]
    public void A_trunk_id_is_lower_case_without_trailing_dot(string text, string id)
    {
        Assert.True(TrunkId.TryParse(text, out var parsed));
        Assert.Equal(id, parsed.Value);
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("a..b")]
    [InlineData("-a.example")]
    [InlineData("a-.example")]
    [InlineData("192.0.2.1")]
    [InlineData("2001:db8::1")]
    [InlineData("a b.example")]
    [InlineData("sbc.example.com:5060")]
    public void What_is_no_domain_name_is_no_trunk_id(string text) => Assert.False(TrunkId.TryParse(text, out _));

    [Fact]
    public void A_name_of_254_characters_is_too_long()
    {
        var longest = string.Join('.', Enumerable.Repeat(new string('a', 62), 4)) + ".b";
        Assert.Equal(253, longest.Length);
        Assert.True(TrunkId.TryParse(longest, out _));
        Assert.False(TrunkId.TryParse(longest + "b", out _));
    }

    [Fact]
    public void The_default_resource_is_the_default_value()
    {
        Assert.Equal(ResourceId.Default, default);
        Assert.Equal(ResourceId.Default, ResourceId.Parse("default"));
        Assert.NotEqual(ResourceId.Default, ResourceId.Gateway);
        Assert.False(ResourceId.TryParse("A", out _));
    }
}
