using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using Telephony.Domain.Records;
using Telephony.Storage.Journal;
using Telephony.Support.Storage;
using Xunit;

namespace Telephony.Unit.Storage;

/// <summary>A real process appends and is killed: what it said was appended is there.</summary>
public sealed class JournalProcessTests
{
    private const string DirectoryVariable = "TELEPHONY_TEST_JOURNAL";

    // The child is this same test program: with the variable set it appends until it is killed, and never becomes a test run.
    [ModuleInitializer]
    internal static void AppendUntilKilled()
    {
        if (Environment.GetEnvironmentVariable(DirectoryVariable) is not { } directory) return;
        using var journal = new CallJournal(directory, 1, new JournalOptions { SegmentBytes = 256 * 1024, MinimumFreeBytes = 0 });
        using var output = Console.OpenStandardOutput();
        for (var number = 1; ; number++)
        {
            var record = SampleCalls.Started(number);
            journal.Shard(0).AppendStarted(record);
            if (number % 2 == 0) journal.Shard(0).AppendAnswered(record.Answer());
            output.Write(System.Text.Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{number}\n")));
        }
    }

    [Theory]
    [InlineData(3)]
    [InlineData(120)]
    [InlineData(900)]
    public async Task Nothing_acknowledged_is_lost_by_sigkill(int killAfter)
    {
        await using var harness = await JournalHarness.CreateAsync();
        var last = 0;
        using (var child = Process.Start(new ProcessStartInfo(Environment.ProcessPath!) { UseShellExecute = false, RedirectStandardOutput = true, Environment = { [DirectoryVariable] = harness.JournalPath } })!)
        {
            while (await child.StandardOutput.ReadLineAsync() is { } line)
            {
                last = int.Parse(line, CultureInfo.InvariantCulture);
                if (last == killAfter) child.Kill();
            }

            await child.WaitForExitAsync();
        }

        var recovered = await harness.RecoverAsync();

        var found = recovered.OpenCalls.ToDictionary(call => call.Id);
        Assert.InRange(last, killAfter, int.MaxValue);
        Assert.InRange(found.Count, last, last + 1);
        for (var number = 1; number <= last; number++)
        {
            Assert.True(found.TryGetValue(SampleCalls.Id(number), out var call), $"Call {number} of {last} is lost.");
            Assert.Equal(number % 2 == 0 ? CallState.Answered : CallState.Started, call.State);
        }
    }
}
