using Telephony.Domain.Numbers;
using Telephony.Host.Numbers;
using Telephony.Simulator.Numbers;
using Telephony.Support.Storage;
using Xunit;

namespace Telephony.Unit.Host;

/// <summary>The file of carriers of numbers.</summary>
public sealed class NumbersPlanTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Without_a_file_the_simulator_sells() => Assert.Equal((SimulatorManner.ByNumber, 0), (NumbersPlan.Default.Simulator?.Manner, NumbersPlan.Default.Own.All.Count));

    [Fact]
    public void A_file_says_all_that_there_is()
    {
        var plan = Read("""
            {
              // comments are allowed
              "destination": "user anna", "quarantineDays": 7,
              "own": [{ "first": "+4971112340000", "last": "+4971112340999", "country": "DE", "countryName": "Germany", "areaCode": "711", "locality": "Stuttgart", "capabilities": "voice sms", "cost": 0.5, "currency": "EUR" }]
            }
            """, out var mistakes);

        Assert.Empty(mistakes);
        Assert.Equal((new Destination.User("anna"), TimeSpan.FromDays(7)), (plan!.Orders.Destination, plan.Orders.Quarantine));
        Assert.Null(plan.Simulator);
        var block = Assert.Single(plan.Own.All);
        Assert.Equal((1000, "711", NumberCapabilities.All, NumberCost.Of(0.5m, "EUR"), "Germany"), (block.Range.Count, block.AreaCode, block.Capabilities, block.Cost, plan.Own.Countries[0].Name));
    }

    [Theory]
    [InlineData("""{ "destination": "moon" }""", "destination: destination \"moon\" is not one of")]
    [InlineData("""{ "quarantineDays": -1 }""", "quarantineDays is -1")]
    [InlineData("""{ "simulator": { "manner": "moody" } }""", "simulator.manner is \"moody\": allowed are byNumber, instant")]
    [InlineData("""{ "simulator": { "delaySeconds": 1e9 } }""", "simulator.delaySeconds")]
    [InlineData("""{ "own": [{ "first": "0711", "last": "+4971112340999", "country": "DE" }] }""", "own[0].first: \"0711\" is no E.164 number.")]
    [InlineData("""{ "own": [{ "first": "+4971112340999", "last": "+4971112340000", "country": "DE" }] }""", "own[0]: +4971112340999 is behind +4971112340000.")]
    [InlineData("""{ "own": [{ "first": "+49711123400", "last": "+49711123499", "country": "Germany" }] }""", "own[0].country")]
    [InlineData("""{ "own": [{ "first": "+49711123400", "last": "+49711123499", "country": "DE", "type": "fax" }] }""", "own[0].type is \"fax\"")]
    [InlineData("""{ "own": [{ "first": "+49711123400", "last": "+49711123499", "country": "DE" }, { "first": "+49711123499", "last": "+49711123499", "country": "DE" }] }""", "own[1]: +49711123499 overlaps")]
    [InlineData("""{ "price": 1 }""", "$.price")]
    [InlineData("""{""", "line 1")]
    public void A_mistake_is_named(string json, string sentence)
    {
        Assert.Null(Read(json, out var mistakes));
        Assert.Contains(sentence, Assert.Single(mistakes), StringComparison.Ordinal);
    }

    private NumbersPlan? Read(string json, out IReadOnlyList<string> mistakes)
    {
        File.WriteAllText(_directory.File("numbers.json"), json);
        return NumbersPlan.Read(_directory.File("numbers.json"), out mistakes);
    }
}
