using CsCheck;
using Telephony.Domain.Messages;
using Xunit;

namespace Telephony.Unit.Domain.Messages;

/// <summary>The tables of 3GPP TS 23.038 6.2.1.</summary>
public sealed class GsmAlphabetTests
{
    private const string Known = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./09:;<=>?¡AZÄÖÑÜ§¿azäöñüà\f^{}\\[~]|€";

    [Theory]
    [InlineData('@', new byte[] { 0x00 })]
    [InlineData('$', new byte[] { 0x02 })]
    [InlineData('_', new byte[] { 0x11 })]
    [InlineData('É', new byte[] { 0x1F })]
    [InlineData('¡', new byte[] { 0x40 })]
    [InlineData('§', new byte[] { 0x5F })]
    [InlineData('à', new byte[] { 0x7F })]
    [InlineData('€', new byte[] { 0x1B, 0x65 })]
    [InlineData('[', new byte[] { 0x1B, 0x3C })]
    [InlineData('\\', new byte[] { 0x1B, 0x2F })]
    public void A_character_has_the_septets_of_the_table(char character, byte[] septets)
    {
        var written = new byte[2];
        Assert.True(GsmAlphabet.TryEncode([character], written, out var length));
        Assert.Equal(septets, written[..length]);
        Assert.Equal(septets.Length, GsmAlphabet.SeptetsOf(character));
    }

    [Fact]
    public void Every_basic_septet_but_the_escape_is_one_character_and_comes_back()
    {
        for (byte septet = 0; septet < 0x80; septet++)
        {
            if (septet == GsmAlphabet.Escape) continue;
            var text = GsmAlphabet.Decode([septet]);
            var again = new byte[2];
            Assert.True(GsmAlphabet.TryEncode(text, again, out var length), $"0x{septet:X2}");
            Assert.Equal([septet], again[..length]);
        }
    }

    [Fact]
    public void What_is_in_the_alphabet_comes_back_and_is_counted_right() =>
        Gen.Char[Known].Array.Select(static characters => new string(characters)).Sample(static text =>
        {
            var septets = new byte[text.Length * 2];
            return GsmAlphabet.TryEncode(text, septets, out var written) && written == GsmAlphabet.CountSeptets(text) && GsmAlphabet.Decode(septets.AsSpan(0, written)) == text;
        });

    [Theory]
    [InlineData("ç")]
    [InlineData("日本")]
    [InlineData("’")]
    [InlineData("😀")]
    public void What_is_not_in_it_is_said(string text)
    {
        Assert.Equal(-1, GsmAlphabet.CountSeptets(text));
        Assert.False(GsmAlphabet.TryEncode(text, new byte[16], out _));
    }

    [Fact]
    public void An_escape_at_the_end_and_an_unknown_extension_are_read_without_harm()
    {
        Assert.Equal("A ", GsmAlphabet.Decode([0x41, 0x1B]));
        Assert.Equal("A", GsmAlphabet.Decode([0x1B, 0x41]));
    }
}
