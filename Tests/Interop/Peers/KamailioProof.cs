using Telephony.Peers.Agents;
using Telephony.Peers.Processes;
using Xunit;

namespace Telephony.Interop.Peers;

/// <summary>Kamailio between two SIPps, as proxy, as forker and as a TLS edge.</summary>
public sealed class KamailioProof : IDisposable
{
    private readonly WorkFolder _work = new();

    [Fact]
    public async Task A_call_crosses_the_proxy()
    {
        await using var callee = await Sipp.StartAsync(_work, new SippRun("uas"));
        await using var proxy = await Kamailio.StartAsync(_work, KamailioRoutes.Proxy($"sip:{callee.Address}"));
        await using var caller = await Sipp.StartAsync(_work, new SippRun("uac") { Remote = proxy.Address, Pause = TimeSpan.FromMilliseconds(200) });
        await caller.SucceedsAsync();
        await callee.SucceedsAsync();
    }

    [Fact]
    public async Task A_forked_call_is_answered_by_one_and_cancelled_at_the_other()
    {
        await using var winner = await Sipp.StartAsync(_work, new SippRun("uas") { Pause = TimeSpan.FromMilliseconds(500) });
        await using var loser = await Sipp.StartAsync(_work, new SippRun("uas-rings"));
        await using var proxy = await Kamailio.StartAsync(_work, KamailioRoutes.Fork($"sip:winner@{winner.Address}", $"sip:loser@{loser.Address}"));
        await using var caller = await Sipp.StartAsync(_work, new SippRun("uac") { Remote = proxy.Address, Pause = TimeSpan.FromMilliseconds(200) });
        await caller.SucceedsAsync();
        await winner.SucceedsAsync();
        await loser.SucceedsAsync();
    }

    [Fact]
    public async Task A_call_crosses_two_proxies_joined_by_TLS()
    {
        var certificates = Certificates.Make(_work);
        await using var callee = await Sipp.StartAsync(_work, new SippRun("uas"));
        await using var far = await Kamailio.StartAsync(_work, KamailioRoutes.Proxy($"sip:{callee.Address}"), certificates);
        await using var near = await Kamailio.StartAsync(_work, KamailioRoutes.Proxy($"sip:127.0.0.1:{far.TlsPort};transport=tls"), certificates);
        await using var caller = await Sipp.StartAsync(_work, new SippRun("uac") { Remote = near.Address, Pause = TimeSpan.FromMilliseconds(200) });
        await caller.SucceedsAsync();
        await callee.SucceedsAsync();
    }

    public void Dispose() => _work.Dispose();
}
