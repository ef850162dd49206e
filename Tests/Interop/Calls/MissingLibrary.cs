using System.Text.Json.Nodes;
using Telephony.Peers.Agents;
using Telephony.Peers.Gateway;
using Telephony.Peers.Processes;
using Xunit;

namespace Telephony.Interop.Calls;

/// <summary>A machine without libopus: who would have needed it is told so, by the check, by the log and by the call.</summary>
[Trait("Machine", "quiet")]
public sealed class MissingLibrary
{
    private const string Sentence = "opus needs the library libnone.so.7, which is not installed here: install the package libopus0";

    [Fact]
    public async Task The_operator_reads_what_to_install_and_other_calls_go_on()
    {
        await using var field = new Field();
        var callee = await field.BaresipAsync(new BaresipPhone { User = "+14255550100", ToneHertz = 700 });
        var caller = await field.BaresipAsync(new BaresipPhone { User = "caller", Codecs = "opus/48000/2" });
        var plain = await field.BaresipAsync(new BaresipPhone { User = "plain", ToneHertz = 1000 });
        var gateway = await field.GatewayAsync(new GatewaySetup()
            .Variable("TELEPHONY_LIBOPUS", "libnone.so.7")
            .Trunk("near.example", trunk => trunk.From($"127.0.0.1:{caller.Port}", $"127.0.0.1:{plain.Port}").With("codecs.transcode", JsonValue.Create("allow")))
            .Trunk("far.example", trunk => trunk.At(callee.Address).From(callee.Address).With("codecs.exclude", new JsonArray("opus")))
            .Route(@"^\+", "far.example"));
        Assert.Contains(Sentence, await gateway.CommandAsync("check"), StringComparison.Ordinal);
        Assert.Contains(Sentence, gateway.Process.Log, StringComparison.Ordinal);

        await caller.Control.DialAsync($"sip:+14255550100@{gateway.Address}");
        await caller.Control.ClosedAsync();
        var id = (await gateway.CommandAsync("calls", "--failed")).Split(' ', 2)[0];
        Assert.Contains(Sentence, await gateway.CommandAsync("call", id), StringComparison.Ordinal);

        await plain.Control.DialAsync($"sip:+14255550100@{gateway.Address}");
        await plain.Control.EstablishedAsync();
        await Task.Delay(TimeSpan.FromSeconds(2), TestContext.Current.CancellationToken);
        await plain.Control.HangUpAsync();
        await callee.Control.ClosedAsync();
        await plain.HeardAsync(700, TimeSpan.FromSeconds(1));
        await gateway.HasNoCallAsync();
    }
}
