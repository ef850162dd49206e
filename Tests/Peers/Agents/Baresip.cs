using Telephony.Peers.Captures;
using Telephony.Peers.Processes;
using Telephony.Peers.Sounds;

namespace Telephony.Peers.Agents;

/// <summary>
/// A softphone with a tone for a microphone and a recorder for an ear. It is steered over <see cref="BaresipControl"/>;
/// what it heard lies in <c>…-dec.wav</c> files, one per start of its audio.
/// </summary>
public sealed class Baresip : IAsyncDisposable
{
    private const string Modules = "/usr/lib/baresip/modules";
    private const int MediaPorts = 20;
    private static readonly TimeSpan s_toneLength = TimeSpan.FromSeconds(120);

    private readonly ChildProcess _process;
    private readonly string _folder;
    private readonly BaresipPhone _phone;

    private readonly int _mediaPort;

    private Baresip(ChildProcess process, string folder, BaresipPhone phone, int port, int mediaPort, BaresipControl control) =>
        (_process, _folder, _phone, Port, _mediaPort, Control) = (process, folder, phone, port, mediaPort, control);

    public int Port { get; }

    public BaresipControl Control { get; }

    public ChildProcess Process => _process;

    /// <summary>Where its TLS listens.</summary>
    public int TlsPort => Port + 1;

    public string Address => $"{Host(_phone)}:{(_phone.Transport == "tls" ? TlsPort : Port)}";

    public string Uri => $"sip:{_phone.User}@{Address}{(_phone.Transport == "udp" ? "" : $";transport={_phone.Transport}")}";

    public static async Task<Baresip> StartAsync(WorkFolder work, BaresipPhone phone)
    {
        var port = Ports.TakeBlock(2);
        var controlPort = Ports.Take();
        var mediaPort = Ports.TakeBlock(MediaPorts);
        var folder = work.Folder($"baresip-{phone.User}-{port}");
        var rate = phone.Rate;
        if (phone.Microphone is { } sound) File.Copy(sound, Path.Combine(folder, "tone.wav"));
        else new WaveFile(Tone.Samples(phone.ToneHertz, s_toneLength, rate), rate).Write(Path.Combine(folder, "tone.wav"));
        new WaveFile(new short[rate], rate).Write(Path.Combine(folder, "none.wav"));
        await File.WriteAllTextAsync(Path.Combine(folder, "config"), Config(phone, folder, port, controlPort, mediaPort, rate));
        await File.WriteAllTextAsync(Path.Combine(folder, "accounts"), Account(phone, port) + "\n");
        await File.WriteAllTextAsync(Path.Combine(folder, "contacts"), "");
        var process = await ChildProcess.StartAsync(
            $"baresip {phone.User}", "baresip", [phone.V6 ? "-6" : "-4", "-f", folder, "-t", "200", "-s"], folder, TimeSpan.FromSeconds(210));
        await Ports.BoundAsync(port, process, tcp: true);
        await Ports.BoundAsync(controlPort, process, tcp: true);
        return new Baresip(process, folder, phone, port, mediaPort, await BaresipControl.ConnectAsync(controlPort, phone.User));
    }

    /// <summary>Ends the program, so that its recordings are complete, and judges them together.</summary>
    /// <param name="atLeast">How long the tone must have been heard, all recordings together.</param>
    public async Task HeardAsync(int hertz, TimeSpan atLeast)
    {
        await QuitAsync();
        var checks = Recordings.Select(sound => ToneCheck.Of(sound, hertz)).Where(static check => check.Heard > TimeSpan.Zero).ToList();
        var heard = checks.Aggregate(TimeSpan.Zero, static (sum, check) => sum + check.Heard);
        if (heard < atLeast || checks.Any(static check => check.Share < 0.9 || check.LongestGap > TimeSpan.FromMilliseconds(40)))
            throw new NotHeardException($"baresip {_phone.User} should have heard {hertz} Hz for {atLeast.TotalMilliseconds} ms without a gap over 40 ms; heard: [{string.Join("; ", checks)}]");
    }

    /// <summary>
    /// Demands that every RTP stream that reached it carried this tone, and one of them for <paramref name="atLeast"/>.
    /// The judge for calls with a hold: baresip 1.0 records nothing after its first re-INVITE that stops the media.
    /// </summary>
    public void WasSent(CapturedTraffic traffic, int hertz, TimeSpan atLeast)
    {
        var streams = traffic.Streams.Where(stream => stream.To.Port >= _mediaPort && stream.To.Port < _mediaPort + MediaPorts && stream.Packets.Count > 5).ToList();
        if (streams.Count == 0) throw new NotHeardException($"No RTP reached baresip {_phone.User}.");
        foreach (var stream in streams) stream.Carries(hertz, streams.Count == 1 ? atLeast : TimeSpan.FromMilliseconds(100));
    }

    /// <summary>Demands that what reached it at last, from whomever, was this tone without a gap, and before it the other one.</summary>
    /// <param name="first">Null: whatever it was.</param>
    public void WasSent(CapturedTraffic traffic, int? first, int last, TimeSpan each)
    {
        var streams = traffic.Streams.Where(stream => stream.To.Port >= _mediaPort && stream.To.Port < _mediaPort + MediaPorts && stream.Packets.Count > 5).ToList();
        short[] audio = [.. streams.SelectMany(static stream => stream.Audio)];
        var samples = (int)(each.TotalSeconds * 8000);
        var (before, after) = audio.Length < (first is null ? samples : 2 * samples) ? (default, default) : (ToneCheck.Of(audio.AsSpan(0, samples), 8000, first ?? last), ToneCheck.Of(audio.AsSpan(audio.Length - samples), 8000, last));
        var enough = each - TimeSpan.FromMilliseconds(60);
        if (!IsGood(after, enough) || (first is not null && !IsGood(before, enough)))
            throw new NotHeardException($"{_phone.User} should have got {first} Hz and then {last} Hz, each for {each.TotalMilliseconds} ms; it got {before} and {after} in {string.Join("; ", streams)}");
    }

    private static bool IsGood(ToneCheck check, TimeSpan atLeast) => check.Share >= 0.9 && check.Heard >= atLeast && check.LongestGap <= TimeSpan.FromMilliseconds(40);

    /// <summary>What it heard, one file per start of its audio, in order. Complete after <see cref="QuitAsync"/>.</summary>
    public IReadOnlyList<WaveFile> Recordings =>
    [
        .. Directory.EnumerateFiles(_folder, "*-dec.wav").Order(StringComparer.Ordinal).Where(static path => new FileInfo(path).Length > 44).Select(WaveFile.Read),
    ];

    public async Task QuitAsync()
    {
        if (_process.HasExited) return;
        _process.Signal(PosixSignalNumber.Terminate);
        await _process.ExitAsync(TimeSpan.FromSeconds(10));
    }

    public async ValueTask DisposeAsync()
    {
        await Control.DisposeAsync();
        await _process.DisposeAsync();
    }

    private static string Host(BaresipPhone phone) => phone.V6 ? "[::1]" : "127.0.0.1";

    private static string Account(BaresipPhone phone, int port)
    {
        var transport = phone.Transport == "udp" ? "" : $";transport={phone.Transport}";
        var place = phone.Registrar ?? $"{Host(phone)}:{port}";
        var account = $"<sip:{phone.User}@{place}{transport}>;regint={(phone.Registrar is null ? 0 : 300)};audio_codecs={phone.Codecs}";
        if (phone.Encryption is not null) account += $";mediaenc={phone.Encryption}";
        if (!phone.TakesTransfers) account += ";call_transfer=no";
        if (phone.AnswersItself) account += ";answermode=auto";
        if (phone.Proxy is not null) account += $";outbound=\"sip:{phone.Proxy}{transport}\"";
        if (phone.AuthUser is not null) account += $";auth_user={phone.AuthUser};auth_pass={phone.AuthPassword}";
        return account;
    }

    private static string Config(BaresipPhone phone, string folder, int port, int controlPort, int mediaPort, int rate) => $"""
        sip_listen        {Host(phone)}:{port}
        net_interface     {(phone.V6 ? "::1" : "127.0.0.1")}
        {(phone.Certificates is { } tls ? $"sip_cafile {tls.AuthorityFile}\nsip_certificate {tls.BothFile}" : phone.AuthorityFile is { } authority ? $"sip_cafile {authority}" : "")}
        audio_source      aufile,{folder}/tone.wav
        audio_alert       aufile,{folder}/none.wav
        ausrc_srate       {rate}
        auplay_srate      {rate}
        ausrc_channels    1
        auplay_channels   1
        rtp_ports         {mediaPort}-{mediaPort + MediaPorts - 1}
        module_path       {Modules}
        module            g711.so
        module            g722.so
        module            opus.so
        module            aufile.so
        module            srtp.so
        module            sndfile.so
        module_tmp        account.so
        module_app        menu.so
        module_app        ctrl_tcp.so
        ctrl_tcp_listen   127.0.0.1:{controlPort}
        snd_path          {folder}

        """;
}
