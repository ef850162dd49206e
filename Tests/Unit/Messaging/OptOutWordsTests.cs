using Telephony.Messaging.OptOuts;
using Xunit;

namespace Telephony.Unit.Messaging;

public sealed class OptOutWordsTests
{
    private static readonly OptOutWords Words = new(["Genug"], [], []);

    [Theory]
    [InlineData("STOP", OptOutWish.Stop)]
    [InlineData(" stop. ", OptOutWish.Stop)]
    [InlineData("Stop all", OptOutWish.Stop)]
    [InlineData("arrêt", OptOutWish.Stop)]
    [InlineData("\"STOP\"", OptOutWish.Stop)]
    [InlineData("genug", OptOutWish.Stop)]
    [InlineData("START", OptOutWish.Start)]
    [InlineData("Yes!", OptOutWish.Start)]
    [InlineData("hilfe", OptOutWish.Help)]
    [InlineData("Please stop by at noon", OptOutWish.None)]
    [InlineData("I will stop", OptOutWish.None)]
    [InlineData("", OptOutWish.None)]
    public void A_wish_is_a_word_that_stands_alone(string text, OptOutWish wish) => Assert.Equal(wish, Words.Read(text));
}
