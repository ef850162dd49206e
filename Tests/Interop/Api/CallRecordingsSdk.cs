using System.Globalization;
using Telephony.Interop.Calls;
using Telephony.Peers.Agents;
using Telephony.Peers.Gateway;
using Telephony.Peers.Processes;
using Xunit;

namespace Telephony.Interop.Api;

/// <summary>Recordings from the official SDK's point of view, through a crash, and what lies on the disk meanwhile.</summary>
[Trait("Machine", "quiet")]
public sealed class CallRecordingsSdk
{
    private const string Ours = "+14255550150";
    private const string First = "+14255550123";

    [Fact]
    public async Task Recordings_are_encrypted_at_rest_and_survive_a_crash()
    {
        await using var field = new Field();
        var phone = await field.BaresipAsync(new BaresipPhone { User = First, ToneHertz = 1000 });
        var gateway = await field.GatewayAsync(new GatewaySetup { Https = true }
            .Trunk("first.example", trunk => trunk.At(phone.Address))
            .Route(@"^\+", "first.example")
            .Number(Ours, "app", "sales")
            .Setting("Recordings__Key", Convert.ToBase64String([.. Enumerable.Range(0, 32).Select(static i => (byte)i)])));
        var port = Ports.Take();
        var variables = new Dictionary<string, string>
        {
            ["CONNECTION_STRING"] = await gateway.ConnectionStringAsync("default"), ["NODE_EXTRA_CA_CERTS"] = gateway.AuthorityFile, ["APP_PORT"] = port.ToString(CultureInfo.InvariantCulture),
        };
        await using var application = await NodeScript.StartAsync("recordings.mjs", [], variables);
        await application.SaysAsync("@listening", TimeSpan.FromSeconds(20));
        await gateway.CommandAsync("events", "subscriptions", "add", "files", $"http://127.0.0.1:{port}/events", "--type", "Microsoft.Communication.RecordingFileStatusUpdated");
        await application.SaysAsync("@crash", TimeSpan.FromSeconds(40));
        var folder = Path.Combine(gateway.DataFolder, "recordings");
        var unfinished = Assert.Single(Directory.GetFiles(folder, "*.part"));
        foreach (var file in Directory.GetFiles(folder).Where(static file => !file.EndsWith(".note", StringComparison.Ordinal))) Assert.Equal(-1, File.ReadAllBytes(file).AsSpan().IndexOf("RIFF"u8));
        gateway.Kill();
        await gateway.RunAsync();
        Assert.True(await application.ExitAsync(TimeSpan.FromSeconds(60)) == 0, application.Log);
        Assert.False(File.Exists(unfinished));
        Assert.Empty(Directory.GetFiles(folder, "*.note"));
        Assert.Empty(gateway.Complaints);
    }
}
