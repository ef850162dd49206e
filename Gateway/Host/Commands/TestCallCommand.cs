using System.CommandLine;
using System.Globalization;
using System.Net;
using Telephony.Audio.Files;
using Telephony.Host.Settings;
using Telephony.Media.Processes;
using Telephony.Media.Prompts;
using Telephony.Media.Recognition;
using Telephony.Media.Voices;
using Telephony.Net.Addresses;
using Telephony.Sip.Transports;
using Telephony.TestCalls.Phones;
using Telephony.TestCalls.Scripts;

namespace Telephony.Host.Commands;

/// <summary><c>telephony test-call FILE</c>: calls of a script, made to a gateway that runs. For whoever tests call flows and applications without a phone.</summary>
internal static class TestCallCommand
{
    public static Command Make(Option<string?> config)
    {
        var file = new Argument<string>("FILE") { Description = "Calls as text: see docs/test-calls.md" };
        var at = new Option<string?>("--at") { Description = "SIP address of the gateway, over UDP; default: where the gateway of the settings listens", HelpName = "ADDRESS:PORT" };
        var only = new Option<string?>("--only") { Description = "The call of this name alone", HelpName = "NAME" };
        var keep = new Option<string?>("--keep") { Description = "Keeps what was heard, a WAV file for each call", HelpName = "FOLDER" };
        var quiet = new Option<bool>("--quiet") { Description = "Only what went wrong" };
        var command = new Command("test-call", "Call a number, press keys, speak, and check what is heard: flows and applications without a phone") { file, at, only, keep, quiet };
        command.SetAction((parsed, cancellation) => RunAsync(new Order(parsed.GetRequiredValue(file), parsed.GetValue(only), parsed.GetValue(keep), parsed.GetValue(quiet)), parsed.GetValue(config), parsed.GetValue(at), cancellation));
        return command;
    }

    private sealed record Order(string File, string? Only, string? Keep, bool Quiet);

    private static async Task<int> RunAsync(Order order, string? config, string? at, CancellationToken cancellation)
    {
        if (Gateway(config, at) is not { } gateway) return ExitCodes.BadSettings;
        IReadOnlyList<ScriptCall> calls;
        try
        {
            calls = CallScriptReader.Read(await File.ReadAllTextAsync(order.File, cancellation).ConfigureAwait(false));
        }
        catch (FormatException wrong)
        {
            await Console.Error.WriteLineAsync($"{order.File}: {wrong.Message}").ConfigureAwait(false);
            return ExitCodes.Refused;
        }
        if (order.Only is not null) calls = [.. calls.Where(call => call.Name == order.Only)];
        if (calls.Count == 0)
        {
            await Console.Error.WriteLineAsync($"{order.File} has no call named \"{order.Only}\".").ConfigureAwait(false);
            return ExitCodes.Refused;
        }
        var local = gateway.IsLoopback ? NetEndpoint.FromV4(0x7F00_0001, 0) : NetEndpoint.From(LocalTo(gateway), 0);
        var phone = await TestPhone.OpenAsync(new TestPhoneOptions(gateway) { Local = local }, TimeProvider.System).ConfigureAwait(false);
        await using (phone.ConfigureAwait(false)) return await RunAsync(order, phone, calls, cancellation).ConfigureAwait(false);
    }

    private static async Task<int> RunAsync(Order order, TestPhone phone, IReadOnlyList<ScriptCall> calls, CancellationToken cancellation)
    {
        using var programs = new ChildPrograms(TimeProvider.System);
        var voice = new EspeakVoice(programs, new EspeakOptions());
        var run = new ScriptRun(phone, voice, new CallerVoice(programs, voice), new SphinxRecogniser(programs, new SphinxOptions()), new SoundDecoder(programs, new DecodeLimits()), Path.GetDirectoryName(Path.GetFullPath(order.File)) ?? "");
        var failed = 0;
        foreach (var call in calls)
        {
            var result = await run.RunAsync(call, cancellation).ConfigureAwait(false);
            if (result.Failure is not null) failed++;
            Tell(order, result);
            if (order.Keep is { } folder)
            {
                Directory.CreateDirectory(folder);
                await File.WriteAllBytesAsync(Path.Combine(folder, FileNameOf(call.Name)), WavWriter.Pcm16(result.Heard.Samples.Span, result.Heard.SampleRate), cancellation).ConfigureAwait(false);
            }
        }
        Console.WriteLine($"{calls.Count - failed} of {calls.Count} calls went as they should.");
        return failed == 0 ? ExitCodes.Good : ExitCodes.Refused;
    }

    private static void Tell(Order order, ScriptResult result)
    {
        if (order.Quiet && result.Failure is null) return;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{(result.Failure is null ? "good " : "WRONG")}  {result.Call.Name}  ({result.Took.TotalSeconds:0.0} s)"));
        if (result.Failure is not null) Console.WriteLine($"       {result.Failure}.");
        foreach (var line in result.Transcript) Console.WriteLine($"       {line}");
    }

    private static NetEndpoint? Gateway(string? config, string? at)
    {
        if (at is not null)
        {
            if (NetEndpoint.TryParse(at, out var given)) return given.Port == 0 ? given.WithPort(5060) : given;
            Console.Error.WriteLine($"--at {at}: an IP address with a port is needed, such as 127.0.0.1:5060.");
            return null;
        }
        if (CommandSettings.Load(config, Console.Error) is not { } settings) return null;
        if (settings.Listen.FirstOrDefault(static listen => listen.Kind == SipTransportKind.Udp) is { } udp) return udp.Local.IsAny ? NetEndpoint.FromV4(0x7F00_0001, udp.Local.Port) : udp.Local;
        Console.Error.WriteLine("The gateway of the settings does not listen on UDP: name one that does by --at.");
        return null;
    }

    /// <summary>The address that this machine shows to another.</summary>
    private static IPAddress LocalTo(NetEndpoint gateway)
    {
        using var socket = new System.Net.Sockets.Socket(gateway.Family, System.Net.Sockets.SocketType.Dgram, System.Net.Sockets.ProtocolType.Udp);
        socket.Connect(gateway.ToIPEndPoint());   // nothing is sent
        return ((IPEndPoint)socket.LocalEndPoint!).Address;   // it is connected
    }

    private static string FileNameOf(string name) => string.Concat(name.Select(static c => char.IsLetterOrDigit(c) || c is '-' ? c : '-')) + ".wav";
}
