using System.Net.Security;
using Microsoft.Extensions.Logging.Abstractions;
using Telephony.Net.Addresses;
using Telephony.Net.Loops;
using Telephony.Net.Sockets;
using Telephony.Net.Tls;

namespace Telephony.Support.Network;

/// <summary>A network with one loop, real or virtual, driven the same way by a test.</summary>
public abstract class NetworkHarness : IAsyncDisposable
{
    public abstract INetwork Network { get; }

    public abstract IEventLoop Loop { get; }

    public abstract NetEndpoint Loopback(bool v6);

    /// <summary>Runs the work on the loop.</summary>
    public abstract Task RunAsync(Action work);

    /// <summary>Lets things happen until the condition, looked at on the loop, holds; fails when it never does.</summary>
    public abstract Task UntilAsync(Func<bool> condition, string what);

    /// <summary>TLS options for both sides, with the names their certificates prove.</summary>
    public abstract (TlsAnswer Server, SslClientAuthenticationOptions Client) Tls(NetEndpoint listener, string serverName, string clientName);

    public abstract ValueTask DisposeAsync();
}

/// <summary>The system's network over loopback.</summary>
public sealed class SystemHarness : NetworkHarness
{
    // Far beyond what any test needs: it only ends a test that would never end.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly IRunningLoop _loop;

    public SystemHarness(bool portable, bool rings = true)
    {
        System = new SystemNetwork(TimeProvider.System, NullLogger<SystemNetwork>.Instance, new LoopOptions { Portable = portable, Rings = rings });
        _loop = System.CreateLoop("test");
    }

    public SystemNetwork System { get; }

    public override INetwork Network => System;

    public override IEventLoop Loop => _loop;

    public IRunningLoop Running => _loop;

    public override NetEndpoint Loopback(bool v6) => v6 ? new NetEndpoint(UInt128.One, 0) : NetEndpoint.FromV4(0x7F000001, 0);

    public override Task RunAsync(Action work)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _loop.Post(_ =>
        {
            try
            {
                work();
                done.SetResult();
            }
            catch (Exception failure)
            {
                done.SetException(failure);
            }
        }, null);
        return done.Task;
    }

    public override async Task UntilAsync(Func<bool> condition, string what)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        LoopTimer? timer = null;
        timer = new LoopTimer(_ => Look(), null);
        _loop.Post(_ => Look(), null);
        try
        {
            await done.Task.WaitAsync(Limit);
        }
        catch (TimeoutException late)
        {
            throw new TimeoutException($"Did not happen within {Limit}: {what}", late);
        }

        void Look()
        {
            try
            {
                if (condition()) done.TrySetResult();
                else if (!done.Task.IsCompleted) _loop.Timers.Arm(timer!, 1);
            }
            catch (Exception failure)
            {
                done.TrySetException(failure);
            }
        }
    }

    public override (TlsAnswer Server, SslClientAuthenticationOptions Client) Tls(NetEndpoint listener, string serverName, string clientName)
    {
        var (server, client) = (TestCertificates.Create(serverName), TestCertificates.Create(clientName));
        return (_ => TestCertificates.Server(server, client), TestCertificates.Client(server, serverName, client));
    }

    public override ValueTask DisposeAsync() => _loop.DisposeAsync();
}

/// <summary>The network in memory.</summary>
public sealed class VirtualHarness : NetworkHarness
{
    private readonly VirtualClock _clock = new() { TolerateFailures = true };
    private readonly VirtualLoop _loop;

    public VirtualHarness()
    {
        _loop = _clock.CreateLoop();
        Virtual = new VirtualNetwork(_clock);
    }

    public VirtualNetwork Virtual { get; }

    public override INetwork Network => Virtual;

    public override IEventLoop Loop => _loop;

    public override NetEndpoint Loopback(bool v6) => v6 ? new NetEndpoint(UInt128.One, 0) : NetEndpoint.FromV4(0x7F000001, 0);

    public override Task RunAsync(Action work)
    {
        work();
        _clock.RunUntilIdle();
        return Task.CompletedTask;
    }

    public override Task UntilAsync(Func<bool> condition, string what) =>
        _clock.AdvanceUntil(condition, TimeSpan.FromSeconds(10)) ? Task.CompletedTask : throw new TimeoutException($"Did not happen: {what}");

    public override (TlsAnswer Server, SslClientAuthenticationOptions Client) Tls(NetEndpoint listener, string serverName, string clientName)
    {
        Virtual.PresentCertificate(listener.WithPort(0), clientName);
        if (listener.Port != 0) Virtual.PresentCertificate(listener, serverName);
        return (static _ => new SslServerAuthenticationOptions(), new SslClientAuthenticationOptions { TargetHost = serverName });
    }

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
