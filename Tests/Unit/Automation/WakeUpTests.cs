using Telephony.Automation.Streams;
using Telephony.Support;
using Xunit;

namespace Telephony.Unit.Automation;

/// <summary>Signals of a media worker to one task that waits for them.</summary>
public sealed class WakeUpTests
{
    [Fact]
    public async Task No_signal_is_lost_and_those_that_nobody_waited_for_are_one()
    {
        var wake = new WakeUp();
        wake.Signal();
        wake.Signal();
        await wake.WaitAsync();
        var waits = wake.WaitAsync().AsTask();
        Assert.False(waits.IsCompleted);
        wake.Signal();
        await waits;
    }

    [Fact]
    public async Task A_reader_sees_everything_that_was_written_before_a_signal()
    {
        var wake = new WakeUp();
        const int Count = 200_000;
        var written = 0;
        var writing = Task.Run(() =>
        {
            for (var i = 0; i < Count; i++)
            {
                Interlocked.Increment(ref written);
                wake.Signal();
            }
        }, TestContext.Current.CancellationToken);
        while (Volatile.Read(ref written) < Count) await wake.WaitAsync();
        await writing;
    }

    [Fact]
    public void A_signal_allocates_nothing()
    {
        var wake = new WakeUp();
        wake.Signal();
        Assert.Equal(0, Allocated.Least(() =>
        {
            for (var i = 0; i < 1000; i++) wake.Signal();
        }));
    }
}
