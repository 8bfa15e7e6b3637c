/**
 * The emoji that are offered: of Unicode, drawn by the phone. None is newer than Emoji 12, so that no phone shows a box.
 */

export interface EmojiGroup {
  readonly name: 'faces' | 'hands' | 'hearts' | 'nature' | 'food' | 'things';
  readonly emoji: readonly string[];
}

const split = (emoji: string): readonly string[] => emoji.trim().split(/\s+/);

export const EMOJI_GROUPS: readonly EmojiGroup[] = [
  {
    name: 'faces',
    emoji: split(`
      😀 😃 😄 😁 😆 😅 😂 🤣 😊 😇 🙂 🙃 😉 😌 😍 🥰 😘 😋 😛 😜 🤪 🤨 🧐 🤓 😎 🥳 😏 😒
      😔 😟 🙁 😣 😖 😫 🥺 😢 😭 😤 😠 😡 🤯 😳 🥵 🥶 😱 😨 😥 😓 🤗 🤔 🤭 🤫 🤥 😶 😐 😬
      🙄 😯 😴 🤤 😪 😵 🤐 🤢 🤮 🤧 😷 🤒 🤕 🤑 🤠 😈 🤡 💩 👻 💀 👽 🤖 🙈 🙉 🙊`),
  },
  {
    name: 'hands',
    emoji: split(`
      👍 👎 👌 ✌️ 🤞 🤟 🤘 🤙 👈 👉 👆 👇 ☝️ ✋ 🖐️ 👋 👏 🙌 👐 🤲 🤝 🙏 ✊ 👊 💪 ✍️ 💅 🤳
      🙋 🙆 🙅 🤷 🤦 🙇 💃 🕺 👶 👧 👦 👩 👨 👵 👴 👮 👷 🧑‍🚀 👩‍💻 👨‍🍳 👨‍👩‍👧 👫`),
  },
  {
    name: 'hearts',
    emoji: split(`
      ❤️ 🧡 💛 💚 💙 💜 🖤 💔 💕 💞 💓 💗 💖 💘 💝 💋 💯 💢 💥 💦 💤 💬 ❗ ❓ ✅ ❌ ⭐ 🌟 ✨ 🔥 🎉 🎊`),
  },
  {
    name: 'nature',
    emoji: split(`
      🐶 🐱 🐭 🐹 🐰 🦊 🐻 🐼 🐨 🐯 🦁 🐮 🐷 🐸 🐵 🐔 🐧 🐦 🦉 🐴 🦄 🐝 🦋 🐢 🐍 🐬 🐳 🐟
      🌸 🌹 🌻 🌷 🌱 🌲 🍀 🍁 🌈 ☀️ 🌙 ☁️ 🌧️ ⚡ ❄️ 🌊`),
  },
  {
    name: 'food',
    emoji: split(`
      🍎 🍊 🍋 🍌 🍉 🍇 🍓 🍑 🥝 🍅 🥑 🌽 🥕 🍞 🥐 🧀 🍳 🥟 🍚 🍜 🍣 🍱 🍕 🍔 🍟 🍗 🍰 🎂
      🍦 🍫 🍿 ☕ 🍵 🥤 🍺 🍻 🍷 🥂`),
  },
  {
    name: 'things',
    emoji: split(`
      ⚽ 🏀 🏸 🏓 🚴 🏊 🎮 🎲 🎵 🎤 🎬 📷 💻 📱 ⏰ 💡 📌 📎 ✏️ 📚 💰 🎁 🎈 🧧 🏮 🧨 🚗 🚌
      🚄 ✈️ 🚀 🏠 🏢 🏖️ ⛰️ 🇨🇳 🏁 🔑`),
  },
];
