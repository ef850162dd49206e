using Telephony.Benchmarks.Anchoring;
using Telephony.Benchmarks.Api;
using Telephony.Benchmarks.Conferences;
using Telephony.Benchmarks.Events;
using Telephony.Benchmarks.Flows;
using Telephony.Benchmarks.Holding;
using Telephony.Benchmarks.Keys;
using Telephony.Benchmarks.Media;
using Telephony.Benchmarks.Messages;
using Telephony.Benchmarks.Micro;
using Telephony.Benchmarks.Mixing;
using Telephony.Benchmarks.Results;
using Telephony.Benchmarks.Signalling;
using Telephony.Benchmarks.Soak;
using Telephony.Benchmarks.Storage;
using Telephony.Benchmarks.Turns;

namespace Telephony.Benchmarks;

/// <summary>The benchmarks by name; <c>bench.sh</c> runs them all.</summary>
internal static class Program
{
    private const string Help = """
        Telephony.Benchmarks WORD [--name value …]
          signalling   CPU per 1000 calls and set-up delay, Kamailio proxy and gateway in turn   [--rates 200,500,1000] [--rounds 3] [--seconds 6]
          most-calls   most calls per second with none failed                                  [--rates 500,1000,…] [--seconds 5]
          anchoring    media through Kamailio with rtpengine and through the gateway          [--calls 200,400] [--alone 800] [--rounds 3] [--seconds 8] [--warm-up 10]
          srtp         SDES on the caller's side beside plain relay, and rtpengine doing the same   [--calls 400] [--rounds 3] [--seconds 8]
          transcoding  G.711 to Opus and back, and rtpengine doing the same             [--calls 50] [--rounds 3] [--seconds 8]
          hold         calls held until the input ends, their ports in a file for rtp-load --map  [--calls 400] [--map media.map] [--load-port 10000]
          holding      memory and CPU per held call                                          [--calls 10,1000,5000]
          storage      call records into and out of SQLite and PostgreSQL                      [--rows 30000]
          events       events from both stores to a webhook                                   [--events 20000]
          soak         memory, files, threads and ports over a long time of moderate load      [--minutes 30] [--rate 20] [--media-rate 2]
          flood        malformed messages, with and without bans                              [--messages 1000000]
          api          signed requests a second beside a bare Kestrel endpoint                 [--rounds 3] [--seconds 5]
          mixer        CPU per party and frame of a conference                                 [--rounds 5]
          turns        what a trunk waits for: OPTIONS, refusal, the next trunk after 503, sound after an answer   [--rounds 500]
          conference   CPU per party of a conference on the wire, and what each of them hears      [--parties 3,50] [--seconds 5]
          keys         from the end of a key to the callback that tells of it                  [--calls 50,200] [--seconds 20]
          sms          text messages accepted and delivered a second, on each store            [--rounds 4] [--seconds 4]
          smpp         text messages by SMPP beside kannel's bearerbox                         [--rounds 3] [--seconds 4] [--warm 20]
          receipts     delivery reports by SMPP, stored with their events                      [--rounds 3] [--seconds 3]
          flows        steps of call flows, what a call in one holds, what idle calls cost         [--seconds 4] [--idle 20000] [--calls 100,300]
          micro        nanoseconds and bytes of single operations                             [--filter PATTERN]
        Every word takes --peer-only and --gateway-only.
        Tables go to the console and to artifacts/bench.
        """;

    private static async Task<int> Main(string[] args)
    {
        if (MediaCommands.TryRun(args, out var exit) || MicroCommands.TryRun(args, out exit)) return exit;
        var options = new BenchmarkOptions(args);
        switch (args.FirstOrDefault())
        {
            case "signalling": await SignallingComparison.RunAsync(options); return 0;
            case "most-calls": await MostCalls.RunAsync(options); return 0;
            case "anchoring": await AnchoringComparison.RunAsync(options); return 0;
            case "srtp": await TaskComparison.RunSrtpAsync(options); return 0;
            case "transcoding": await TaskComparison.RunTranscodingAsync(options); return 0;
            case "hold": return await HeldMap.RunAsync(options);
            case "soak": return await SoakCommand.RunAsync(options);
            case "flood": return await FloodCommand.RunAsync(options);
            case "storage": await StorageComparison.RunAsync(options); return 0;
            case "sms": return await SmsComparison.RunAsync(options);
            case "smpp": return await SmppComparison.RunAsync(options);
            case "turns": return await TurnDelays.RunAsync(options);
            case "receipts": return await ReceiptMeasurement.RunAsync(options);
            case "conference": return await ConferenceRun.RunAsync(options);
            case "keys": return await KeyDelay.RunAsync(options);
            case "events": await EventComparison.RunAsync(options); return 0;
            case "api": return await ApiComparison.RunAsync(options);
            case BareKestrel.Word: await BareKestrel.ServeAsync(options.Number("port", 0), options.Number("bytes", 150)); return 0;
            case "mixer": await MixerMeasurement.RunAsync(options); return 0;
            case "flows": await FlowSteps.RunAsync(options); await FlowCalls.RunAsync(options); return 0;
            case "holding": await HeldCalls.RunAsync(options); return 0;
            default: Console.WriteLine(Help); return 2;
        }
    }
}
