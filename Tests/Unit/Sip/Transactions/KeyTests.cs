using System.Text;
using Telephony.Sip.Transactions;
using Xunit;

namespace Telephony.Unit.Sip.Transactions;

public class KeyTests
{
    [Fact]
    public void A_token_reads_back_as_it_was_written()
    {
        var token = SipToken.Create(7, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
        var text = new byte[SipToken.Length];
        token.Write(text);
        Assert.Equal("070102030405060708090a0b", Encoding.ASCII.GetString(text));
        Assert.True(SipToken.TryRead(text, out var read));
        Assert.Equal(token, read);
        Assert.Equal(7, read.Shard);
    }

    [Theory]
    [InlineData("")]
    [InlineData("070102030405060708090a0")]
    [InlineData("070102030405060708090A0B")]
    [InlineData("070102030405060708090a0x")]
    [InlineData("070102030405060708090a0b0")]
    public void What_we_would_not_have_written_is_not_ours(string text) => Assert.False(SipToken.TryRead(Encoding.ASCII.GetBytes(text), out _));

    [Fact]
    public void Hashes_tell_parts_apart_and_depend_on_the_secret()
    {
        Assert.Equal(Hash(1, "ab", "c"), Hash(1, "ab", "c"));
        Assert.NotEqual(Hash(1, "ab", "c"), Hash(1, "a", "bc"));
        Assert.NotEqual(Hash(1, "ab", "c"), Hash(2, "ab", "c"));
        Assert.NotEqual(Hash(1, "12345678", ""), Hash(1, "", "12345678"));
        Assert.NotEqual(Hash(1, "a\0"), Hash(1, "a"));
    }

    [Fact]
    public void Hosts_are_compared_without_case()
    {
        var (upper, lower) = (new KeyedHash(1), new KeyedHash(1));
        upper.AddIgnoreCase("SBC.Example"u8);
        lower.AddIgnoreCase("sbc.example"u8);
        Assert.Equal(lower.Finish(), upper.Finish());
    }

    [Fact]
    public void No_two_of_many_similar_keys_collide()
    {
        var seen = new HashSet<UInt128>();
        for (var i = 0; i < 100_000; i++) Assert.True(seen.Add(Hash(1, $"z9hG4bK{i}", "192.0.2.1")));
    }

    private static UInt128 Hash(UInt128 key, params string[] parts)
    {
        var hash = new KeyedHash(key);
        foreach (var part in parts) hash.Add(Encoding.ASCII.GetBytes(part));
        return hash.Finish();
    }
}
