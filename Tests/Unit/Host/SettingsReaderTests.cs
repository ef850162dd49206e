using Telephony.Host.Settings;
using Telephony.SipTrunk.Loading;
using Xunit;

namespace Telephony.Unit.Host;

public sealed class SettingsReaderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("telephony-settings-").FullName;

    public SettingsReaderTests() => Directory.CreateDirectory(Path.Combine(_folder, "sbc-config"));

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Nothing_but_a_section_is_a_gateway_on_loopback()
    {
        var settings = Read("{}", out var mistakes);
        Assert.Empty(mistakes);
        Assert.Equal(["udp:127.0.0.1:5060", "tcp:127.0.0.1:5060"], settings!.Listen.Select(static l => l.ToString()));
        Assert.Equal(Path.Combine(_folder, "data"), settings.DataDirectory);
        Assert.False(settings.JsonLog);
    }

    [Fact]
    public void One_value_that_cannot_be_read_hides_no_other()
    {
        Read("""{ "Media": { "Workers": "many" }, "Calls": { "MaximumCalls": 0, "EndOnMediaTimeout": "maybe" }, "Records": { "KeepDays": 0 } }""", out var mistakes);
        Assert.Equal(
            ["Telephony:Calls:EndOnMediaTimeout", "Telephony:Calls:MaximumCalls", "Telephony:Media:Workers", "Telephony:Records:KeepDays"],
            mistakes.Select(static m => m.Field).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("""{ "Sipp": {} }""", "Telephony:Sipp", "DataDirectory")]
    [InlineData("""{ "Sip": { "Listn": [] } }""", "Telephony:Sip:Listn", "Listen")]
    public void An_unknown_name_is_a_mistake_that_says_the_known_ones(string section, string field, string known)
    {
        Read(section, out var mistakes);
        var mistake = Assert.Single(mistakes);
        Assert.Equal(field, mistake.Field);
        Assert.Contains(known, mistake.Allowed, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Sip", """{ "Listen": ["udp:0.0.0.0:5060"] }""", "Telephony:Sip:AdvertisedAddress")]
    [InlineData("Sip", """{ "Certificate": "gone.pem" }""", "Telephony:Sip:Certificate")]
    [InlineData("Sip", """{ "CertificateWarningDays": -1 }""", "Telephony:Sip:CertificateWarningDays")]
    [InlineData("Sip", """{ "Listen": ["udp:127.0.0.1:5060", "udp:127.0.0.1:5060"] }""", "Telephony:Sip:Listen:1")]
    [InlineData("Sip", """{ "NameServers": ["dns.example"] }""", "Telephony:Sip:NameServers:0")]
    [InlineData("Sip", """{ "Domain": "" }""", "Telephony:Sip:Domain")]
    [InlineData("Media", """{ "Ports": "20001-20002" }""", "Telephony:Media:Ports")]
    [InlineData("Speech", """{ "Voice": "siri" }""", "Telephony:Speech:Voice")]
    [InlineData("Speech", """{ "Voice": "azure" }""", "Telephony:Speech:VoiceUrl")]
    [InlineData("Speech", """{ "Recogniser": "openai", "RecogniserUrl": "http://speech.example" }""", "Telephony:Speech:RecogniserUrl")]
    [InlineData("Media", """{ "Address": "0.0.0.0" }""", "Telephony:Media:Address")]
    [InlineData("Api", """{ "RateLimits": ["sms"] }""", "Telephony:Api:RateLimits:0")]
    [InlineData("Api", """{ "RateLimits": ["sms=-1"] }""", "Telephony:Api:RateLimits:0")]
    [InlineData("Api", """{ "CorsOrigins": ["https://app.example/path"] }""", "Telephony:Api:CorsOrigins:0")]
    [InlineData("Api", """{ "Audit": "some" }""", "Telephony:Api:Audit")]
    [InlineData("Api", """{ "OpenIdConnect": { "Authority": "http://login.example", "Audience": "a" } }""", "Telephony:Api:OpenIdConnect:Authority")]
    [InlineData("Api", """{ "OpenIdConnect": { "Authority": "https://login.example" } }""", "Telephony:Api:OpenIdConnect:Audience")]
    [InlineData("Api", """{ "TokenExchange": { "Scopes": ["email"] } }""", "Telephony:Api:TokenExchange:Scopes:0")]
    [InlineData("Telemetry", """{ "OtlpEndpoint": "ftp://x" }""", "Telephony:Telemetry:OtlpEndpoint")]
    [InlineData("Telemetry", """{ "LogFormat": "xml" }""", "Telephony:Telemetry:LogFormat")]
    public void What_cannot_work_is_named(string section, string values, string field)
    {
        Assert.Null(Read($$"""{ "{{section}}": {{values}} }""", out var mistakes));
        Assert.Contains(field, mistakes.Select(static m => m.Field));
    }

    [Fact]
    public void A_store_on_a_server_needs_a_connection_string_and_it_is_never_shown()
    {
        Read("""{ "Storage": { "Provider": "Postgress" } }""", out var unknown);
        Assert.Contains("Sqlite or Postgres", Assert.Single(unknown).Sentence, StringComparison.Ordinal);
        foreach (var text in (string[])["", "Host=db;Password=hunter2", "Host=db;Databas=x;Password=hunter2", "Port=many;Password=hunter2"])
        {
            Read($$"""{ "Storage": { "Provider": "postgres", "ConnectionString": "{{text}}" } }""", out var mistakes);
            var mistake = Assert.Single(mistakes);
            Assert.Equal("Telephony:Storage:ConnectionString", mistake.Field);
            Assert.DoesNotContain("hunter2", mistake.Sentence, StringComparison.Ordinal);
        }

        var settings = Read("""{ "Storage": { "Provider": "Postgres", "ConnectionString": "Host=db;Database=telephony;Password=hunter2" } }""", out var none);
        Assert.Empty(none);
        Assert.DoesNotContain("hunter2", settings!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Media_goes_by_the_listeners_when_nothing_is_said()
    {
        var settings = Read("""{ "Sip": { "Listen": ["udp:127.0.0.2:5060", "tcp:127.0.0.2:5060", "udp:[::1]:5060"] } }""", out _);
        Assert.Equal(["127.0.0.2", "::1"], settings!.MediaAddresses.Select(static a => a.ToIPAddress().ToString()));
    }

    [Fact]
    public void A_list_may_stand_on_one_line()
    {
        var settings = Read("""{ "Sip": { "Listen": "udp:127.0.0.1:5070, tcp:[::1]:5070" } }""", out _);
        Assert.Equal(["udp:127.0.0.1:5070", "tcp:[::1]:5070"], settings!.Listen.Select(static l => l.ToString()));
    }

    private GatewaySettings? Read(string section, out IReadOnlyList<ConfigMistake> mistakes)
    {
        var file = Path.Combine(_folder, "settings.json");
        File.WriteAllText(file, $$"""{ "Telephony": {{section}} }""");
        var source = SettingsSource.Open(file, out var broken);
        Assert.Null(broken);
        return SettingsReader.Read(source!, out mistakes, out _);
    }
}
