using Telephony.Peers.Agents;
using Telephony.Peers.Captures;
using Telephony.Peers.Processes;
using Xunit;

namespace Telephony.Interop.Peers;

/// <summary>Two softphones without anything between hear each other's tone, before and after a hold.</summary>
[Trait("Machine", "quiet")]
public sealed class BaresipProof : IDisposable
{
    private readonly WorkFolder _work = new();

    [Theory]
    [InlineData("udp")]
    [InlineData("tcp")]
    [InlineData("tls")]
    public async Task Two_phones_hear_each_other(string transport)
    {
        var certificates = Certificates.Make(_work);
        await using var callee = await Baresip.StartAsync(_work, new BaresipPhone { User = "callee", ToneHertz = 700, Transport = transport, Certificates = certificates });
        await using var caller = await Baresip.StartAsync(_work, new BaresipPhone { User = "caller", ToneHertz = 1000, Transport = transport, Certificates = certificates });
        await caller.Control.DialAsync(callee.Uri);
        await caller.Control.EstablishedAsync();
        await callee.Control.EstablishedAsync();
        await Task.Delay(1500, TestContext.Current.CancellationToken);
        await caller.Control.HangUpAsync();
        await callee.Control.ClosedAsync();
        await caller.HeardAsync(700, TimeSpan.FromMilliseconds(800));
        await callee.HeardAsync(1000, TimeSpan.FromMilliseconds(800));
    }

    [Fact]
    public async Task Two_phones_hear_each_other_again_after_hold()
    {
        await using var capture = await Capture.StartAsync(_work, "udp");
        await using var callee = await Baresip.StartAsync(_work, new BaresipPhone { User = "callee", ToneHertz = 700 });
        await using var caller = await Baresip.StartAsync(_work, new BaresipPhone { User = "caller", ToneHertz = 1000 });
        await caller.Control.DialAsync(callee.Uri);
        await callee.Control.EstablishedAsync();
        await Task.Delay(1000, TestContext.Current.CancellationToken);
        await caller.Control.HoldAsync();
        await Task.Delay(1000, TestContext.Current.CancellationToken);
        await caller.Control.ResumeAsync();
        await Task.Delay(1000, TestContext.Current.CancellationToken);
        await caller.Control.HangUpAsync();
        await callee.Control.ClosedAsync();
        var traffic = await capture.StopAsync();
        caller.WasSent(traffic, 700, TimeSpan.FromMilliseconds(1800));
        callee.WasSent(traffic, 1000, TimeSpan.FromMilliseconds(1800));
    }

    public void Dispose() => _work.Dispose();
}
