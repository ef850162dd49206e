using Telephony.Host.Messaging;
using Telephony.Messaging.Outbox;
using Xunit;

namespace Telephony.Unit.Host.Messaging;

/// <summary>The file of carriers and senders: what is taken, and every mistake with its field.</summary>
public sealed class MessagingPlanTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("telephony-").FullName;

    [Fact]
    public void Without_a_file_the_simulator_takes_everything() => Assert.Equal(["simulator"], Assert.Single(MessagingPlan.Default.Routes).Carriers);

    [Fact]
    public void A_carrier_has_defaults_for_what_is_not_written()
    {
        var plan = Read("""{ "carriers": [ { "name": "acme", "inDoubt": "atLeastOnce", "smpp": { "host": "smsc.example", "systemId": "me" } } ] /* a comment */, }""", out var mistakes);

        Assert.Empty(mistakes);
        var (options, inDoubt) = Assert.IsType<CarrierPlan.Smpp>(Assert.Single(plan!.Carriers));
        Assert.Equal(("acme", 2775, 10, TimeSpan.FromSeconds(30), DoubtPolicy.AtLeastOnce), (options.Carrier, options.Port, options.Window, options.EnquireAfter, inDoubt));
        Assert.Equal(["acme"], Assert.Single(plan.Routes).Carriers);
    }

    [Fact]
    public void Every_mistake_is_named_with_its_field()
    {
        Assert.Null(Read("""
            {
              "carriers": [ { "name": "simulator", "smpp": { "host": "", "systemId": "me" } }, { "name": "b", "inDoubt": "perhaps" } ],
              "routes": [ { "prefix": "49", "carriers": ["gone"] } ],
              "senders": [ { "sender": "+4912345", "carriers": [] }, { "sender": "TooLongForAName", "carriers": ["simulator"] } ]
            }
            """, out var mistakes));

        string[] expected =
        [
            "carriers[0]: Host is missing", "carriers[0].name: there is a carrier simulator already", "carriers[1]: what it is must be said", "carriers[1].inDoubt is \"perhaps\"", "routes[0].prefix is \"49\"",
            "routes[0].carriers names gone", "senders[0].carriers: at least one", "senders[0].sender: numbers stand in the inventory", "senders[1].sender:",
        ];
        Assert.All(expected, start => Assert.Contains(mistakes, mistake => mistake.StartsWith(start, StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("""{ "carrier": [] }""", "carrier")]
    [InlineData("""{ "carriers": [ { "name": null } ] }""", "name")]
    [InlineData("""{ "carriers": 5 }""", "carriers")]
    [InlineData("{", "line")]
    public void What_is_no_such_file_is_said_with_its_place(string text, string word)
    {
        Assert.Null(Read(text, out var mistakes));
        Assert.Contains(word, Assert.Single(mistakes), StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private MessagingPlan? Read(string text, out IReadOnlyList<string> mistakes)
    {
        var path = Path.Combine(_folder, "messaging.json");
        File.WriteAllText(path, text);
        return MessagingPlan.Read(path, out mistakes);
    }
}
