using CsCheck;
using Telephony.Domain.Messages;
using Xunit;

namespace Telephony.Unit.Domain.Messages;

public sealed class MessageSegmentsTests
{
    [Theory]
    [InlineData('a', 160, 1)]
    [InlineData('a', 161, 2)]
    [InlineData('a', 306, 2)]
    [InlineData('a', 307, 3)]
    [InlineData('€', 80, 1)]
    [InlineData('€', 81, 2)]
    [InlineData('€', 152, 2)]      // 153 septets hold 76 pairs, not 76 and a half
    [InlineData('€', 153, 3)]
    [InlineData('日', 70, 1)]
    [InlineData('日', 71, 2)]
    [InlineData('日', 134, 2)]
    [InlineData('日', 135, 3)]
    public void A_text_takes_as_many_parts_as_the_standard_says(char character, int count, int parts)
    {
        var text = new string(character, count);
        Assert.Equal(parts, MessageSegments.Cut(text, MessageSegments.EncodingOf(text)).Count);
    }

    [Fact]
    public void A_surrogate_pair_stays_in_one_part()
    {
        var text = new string('日', 66) + "😀" + new string('日', 20);      // unit 67 would be the first half
        var parts = MessageSegments.Cut(text, MessageEncoding.Ucs2);

        Assert.Equal(66, text[parts[0]].Length);
        Assert.StartsWith("😀", text[parts[1]]);
    }

    [Fact]
    public void Parts_are_the_whole_text_and_none_is_too_long() =>
        Gen.Char["ab€[日\uD83D\uDE00"].Array[0, 1000].Select(static characters => new string(characters)).Sample(static text =>
        {
            var encoding = MessageSegments.EncodingOf(text);
            var parts = MessageSegments.Cut(text, encoding);
            var room = parts.Count == 1 ? MessageSegments.UnitsAlone(encoding) : MessageSegments.UnitsTogether(encoding);
            return string.Concat(parts.Select(part => text[part])) == text
                && parts.All(part => (encoding == MessageEncoding.Gsm7 ? GsmAlphabet.CountSeptets(text[part]) : text[part].Length) <= room);
        });

    [Theory]
    [InlineData("+14255550123", MessageAddressKind.E164)]
    [InlineData("12345", MessageAddressKind.ShortCode)]
    [InlineData("01234", MessageAddressKind.ShortCode)]
    [InlineData("Contoso", MessageAddressKind.Alphanumeric)]
    [InlineData("4U", MessageAddressKind.Alphanumeric)]
    public void An_address_is_known_by_its_form(string text, MessageAddressKind kind)
    {
        Assert.True(MessageAddress.TryParse(text, out var address, out var why), why);
        Assert.Equal((kind, text), (address.Kind, address.Text));
    }

    [Theory]
    [InlineData("", "it is empty")]
    [InlineData("+0123456", "E.164")]
    [InlineData("12", "short code")]
    [InlineData("123456789", "begins with '+'")]
    [InlineData("TwelveLetter", "longer than the 11")]
    [InlineData("Con€oso", "other characters")]
    [InlineData("1 2", "at least one letter")]
    [InlineData(" Contoso", "space")]
    public void What_is_no_address_is_refused_with_a_sentence(string text, string sentence)
    {
        Assert.False(MessageAddress.TryParse(text, out var address, out var why));
        Assert.True(address.IsNone);
        Assert.Contains(sentence, why, StringComparison.Ordinal);
    }
}
