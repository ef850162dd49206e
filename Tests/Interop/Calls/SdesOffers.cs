using Telephony.Peers.Agents;
using Telephony.Peers.Gateway;
using Telephony.Peers.Processes;
using Xunit;

namespace Telephony.Interop.Calls;

/// <summary>What SBCs write into <c>a=crypto</c>, and what we answer, on the wire (acceptance 10).</summary>
public sealed class SdesOffers(SdesOffers.Sbc shared) : IClassFixture<SdesOffers.Sbc>
{
    private const string Key = "inline:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwd";
    private const string Long = "AES_CM_128_HMAC_SHA1_80";
    private const string Short = "AES_CM_128_HMAC_SHA1_32";

    [Theory]
    [InlineData($"1 {Short} {Key}", $"2 {Long} {Key}", 2, Long)]                       // the short tag first: we take the long one, by its number
    [InlineData($"1 {Long} {Key}|2^31", $"2 {Short} {Key}|2^31", 1, Long)]             // lifetime
    [InlineData($"1 {Long} {Key}|2^20|1:4", $"2 {Short} {Key}|2^20|1:4", 1, Long)]     // lifetime and MKI
    [InlineData($"4 {Long} {Key}|1:1", $"5 AES_256_CM_HMAC_SHA1_80 {Key}", 4, Long)]   // MKI without lifetime, a suite that we do not have
    public async Task The_long_tag_is_taken(string first, string second, int tag, string suite)
    {
        var sbc = await shared.OffersAsync(first, second);
        await sbc.SucceedsAsync();
        Assert.Contains($"a=crypto:{tag} {suite} inline:", sbc.Messages, StringComparison.Ordinal);
        Assert.DoesNotContain(Key, sbc.Messages[sbc.Messages.IndexOf("SIP/2.0 200", StringComparison.Ordinal)..], StringComparison.Ordinal);
        await Field.EndsCleanAsync(shared.Gateway);
    }

    [Theory]
    [InlineData($"1 {Short} {Key}", $"2 {Short} {Key}")]
    [InlineData($"1 {Long} {Key} UNENCRYPTED_SRTP", $"2 {Short} {Key}")]
    public async Task Only_what_the_policy_does_not_want_gets_488(string first, string second)
    {
        var sbc = await shared.OffersAsync(first, second);
        await sbc.EndsAsync();
        Assert.Contains("SIP/2.0 488", sbc.Messages, StringComparison.Ordinal);
        await Field.EndsCleanAsync(shared.Gateway);
    }

    /// <summary>One gateway for all offers, and the port from which the SBC sends them.</summary>
    public sealed class Sbc : IAsyncLifetime
    {
        private readonly Field _field = new();
        private readonly int _port = Ports.Take();

        public GatewayProcess Gateway { get; private set; } = null!;   // set before any test

        public async ValueTask InitializeAsync() => Gateway = await _field.GatewayAsync(new GatewaySetup()
            .Trunk("sbc.example", trunk => trunk.From($"127.0.0.1:{_port}").With("srtp.policy", "require").With("srtp.suites", new System.Text.Json.Nodes.JsonArray(Long)))
            .Number("+14255550111", "echo"));

        public Task<Sipp> OffersAsync(string first, string second) => _field.SippAsync(new SippRun("uac-sdes")
        {
            Port = _port, Remote = Gateway.Address, Called = "+14255550111", Keys = new Dictionary<string, string> { ["first"] = first, ["second"] = second },
        });

        public ValueTask DisposeAsync() => _field.DisposeAsync();
    }
}
