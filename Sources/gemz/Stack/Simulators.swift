import InstagramSimulator
import Simulation
import TikTokSimulator
import YouTubeSimulator

/// The provider's answers for every platform: the one place that names simulators.
let allSimulators: [any ProviderSimulator] = [
    TikTokSimulator(),
    InstagramSimulator(),
    YouTubeSimulator(),
]
