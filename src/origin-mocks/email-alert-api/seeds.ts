/**
 * The lists and subscribers of the world, put into the tables.
 *
 * @module
 */
import type { World } from "../world.ts";
import { noCriteria } from "./lists.ts";
import type { Tables } from "./service.ts";

/**
 * Fills empty tables.
 *
 * @throws {Error} naming a list that a subscription is to, and that the world does not have
 */
export function fillTables(tables: Tables, world: Pick<World, "subscriberLists" | "subscribers">): void {
  const { lists, subscribers, subscriptions } = tables;
  for (const { title, url, description, contentId, tags } of world.subscriberLists) {
    lists.findOrCreate({ title, url, description }, { ...noCriteria, contentId, tags });
  }
  for (const { address, subscriptions: wanted } of world.subscribers) {
    const { id: subscriberId } = subscribers.findOrCreate(address);
    for (const { list: title, frequency } of wanted) {
      const list = lists.list().find((row) => row.title === title);
      if (!list) throw new Error(`${address} is subscribed to ${title}, which is no list.`);
      subscriptions.subscribe({ subscriberId, listId: list.id, frequency });
    }
  }
}
