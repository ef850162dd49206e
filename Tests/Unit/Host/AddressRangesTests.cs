using System.Text.Json.Nodes;
using Telephony.Host.Health;
using Telephony.Host.Settings;
using Telephony.Support.Storage;
using Xunit;

namespace Telephony.Unit.Host;

/// <summary>DR-8: what firewalls of peers follow.</summary>
public sealed class AddressRangesTests : IDisposable
{
    private readonly TemporaryDirectory _folder = new();

    public AddressRangesTests() => Directory.CreateDirectory(_folder.File("sbc-config"));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Networks_and_ports_of_signalling_and_media_are_named()
    {
        var said = Publish("""{ "Sip": { "Listen": ["udp:127.0.0.1:5060", "tcp:[::1]:5070"] }, "Media": { "Address": "127.0.0.1", "Ports": "20000-20999" } }""");
        var expected = JsonNode.Parse("""
            {
              "version": 1,
              "signalling": [
                { "network": "127.0.0.1/32", "transport": "udp", "port": 5060 },
                { "network": "::1/128", "transport": "tcp", "port": 5070 }
              ],
              "media": [{ "network": "127.0.0.1/32", "transport": "udp", "firstPort": 20000, "lastPort": 20999 }]
            }
            """);
        Assert.True(JsonNode.DeepEquals(expected, said), said.ToJsonString());
    }

    [Fact]
    public void Outside_of_a_NAT_the_advertised_address_counts_and_a_name_is_a_host()
    {
        var said = Publish("""{ "Sip": { "Listen": ["udp:0.0.0.0:5060"], "AdvertisedAddress": "203.0.113.7" }, "Media": { "Address": "10.0.0.5", "AdvertisedAddress": "203.0.113.8" } }""");
        Assert.Equal(("203.0.113.7/32", "203.0.113.8/32"), ((string?)said["signalling"]![0]!["network"], (string?)said["media"]![0]!["network"]));
        said = Publish("""{ "Sip": { "Listen": ["udp:0.0.0.0:5060"], "AdvertisedAddress": "gw.example.com" }, "Media": { "Address": "127.0.0.1" } }""");
        Assert.Equal("gw.example.com", (string?)said["signalling"]![0]!["host"]);
        Assert.Null(said["signalling"]![0]!["network"]);
    }

    [Fact]
    public void The_version_grows_by_one_with_each_change_and_only_then_restarts_included()
    {
        const string First = """{ "Sip": { "Listen": ["udp:127.0.0.1:5060"] } }""";
        Assert.Equal([1, 1], [Version(First), Version(First)]);
        Assert.Equal([2, 2], [Version("""{ "Sip": { "Listen": ["udp:127.0.0.1:5061"] } }"""), Version("""{ "Sip": { "Listen": ["udp:127.0.0.1:5061"] } }""")]);
        Assert.Equal(3, Version(First));
        File.WriteAllText(_folder.File("ranges.json"), "{ damaged");
        Assert.Equal(1, Version(First));

        int Version(string section) => (int)Publish(section)["version"]!;
    }

    private JsonNode Publish(string section)
    {
        var file = _folder.File("settings.json");
        File.WriteAllText(file, $$"""{ "Telephony": {{section}} }""");
        var settings = SettingsReader.Read(SettingsSource.Open(file, out _)!, out var mistakes, out _);
        Assert.Empty(mistakes);
        return JsonNode.Parse(AddressRanges.Publish(settings!, _folder.File("ranges.json")))!;
    }
}
