using Telephony.Support.Calls;
using Telephony.Support.Sip;
using Xunit;

namespace Telephony.Scenarios.Calls;

/// <summary>
/// A test of calls. When it has passed, nothing of its calls may be left in the gateway; when it has failed, its ladder is printed.
/// </summary>
public abstract class Scenario : IAsyncDisposable
{
    private Ladder? _ladder;

    /// <summary>Number of the default route.</summary>
    protected const string Number = "+14255550123";

    protected Ladder Ladder => _ladder ??= Ladder.Start();

    protected Party Sbc => Ladder.Sbc;

    protected Party Alpha => Ladder["alpha"];

    protected Party Beta => Ladder["beta"];

    protected void Start(LadderSetup setup) => _ladder = Ladder.Start(setup);

    protected void Start(params string[] trunks) => _ladder = Ladder.Start(new LadderSetup { Trunks = trunks });

    /// <summary>The description in a message as the lines a test asks for.</summary>
    protected static string[] SdpOf(PeerMessage message) => message.Body.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);

    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_ladder is null) return;
        if (TestContext.Current.TestState is { Result: TestResult.Failed }) TestContext.Current.TestOutputHelper?.WriteLine(_ladder.ToString());
        else await _ladder.DisposeAsync();
    }
}
