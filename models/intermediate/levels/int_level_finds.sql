-- Sums found where codes, names and order explain none: a row that adds up the open rows right after it, in
-- every column but few. Read again and again, so that what adds up becomes one row of the level above.
with recursive prints as (

    select * from {{ ref('int_level_prints') }}

),

-- of a row: which one holds it, and how many it adds up itself
rounds as (

    select distinct
        group_id,
        place_no,
        0 as round,
        null::bigint as holder_no,
        -- what stands under it already is enough
        case when is_explained then 2 end::bigint as part_count
    from prints
    union all
    (
        with open_rows as (
            select * from rounds
            where holder_no is null
        ),

        running as (
            select
                prints.*,
                open_rows.part_count,
                sum(prints.printed_number) over so_far as total,
                sum(prints.slack) over so_far as total_slack,
                lead(prints.printed_number) over so_far as next_number
            from open_rows
            inner join prints on {{ same_by('open_rows', 'prints', 'group_id', 'place_no') }}
            window so_far as (partition by prints.group_id, prints.slot_no order by prints.place_no)
        ),

        -- what adds up its rows adds up no others
        heads as (
            select * from running
            where printed_number <> 0 and part_count is null
        ),

        reached as (
            {{ sums_reached('heads', 'running') }}
        ),

        -- one column may be misprinted: where columns differ, what most of them say
        held as (
            {{ sums_held('reached', 'heads', 'running') }}
            qualify row_number() over (partition by group_id, place_no order by held_count desc, last_no desc) = 1
        ),

        -- a row alone under another is believed late, from below, once nothing can be added to it; and a sum
        -- whose last part may itself add up what follows not before that is known
        ranked as (
            select
                *,
                case
                    when part_count > 1 and is_doubtful then 4
                    when part_count > 1 then 1
                    when is_unfinished then 3
                    else 2
                end as tier
            from held
            qualify
                tier = min(tier) over (partition by group_id)
                and (tier <> 3 or place_no = max(place_no) over (partition by group_id, tier))
        ),

        -- of two that overlap, the one over more rows
        accepted as (
            select ranked.*
            from ranked
            anti join ranked as wider
                on
                    ranked.group_id = wider.group_id
                    and ranked.place_no <> wider.place_no
                    and ranked.place_no <= wider.last_no
                    and ranked.last_no >= wider.place_no
                    and (ranked.last_no - ranked.place_no, ranked.place_no)
                    < (wider.last_no - wider.place_no, wider.place_no)
        )

        select
            open_rows.group_id,
            open_rows.place_no,
            open_rows.round + 1 as round,
            holders.place_no as holder_no,
            coalesce(accepted.part_count, open_rows.part_count) as part_count
        from open_rows
        semi join accepted as moved on open_rows.group_id = moved.group_id
        left join accepted on {{ same_by('open_rows', 'accepted', 'group_id', 'place_no') }}
        left join accepted as holders
            on
                open_rows.group_id = holders.group_id
                and open_rows.place_no > holders.place_no
                and open_rows.place_no <= holders.last_no
    )

),

-- a row is held once, or never
finds as (

    select
        group_id,
        place_no,
        max(holder_no) as holder_no
    from rounds
    group by all

)

select * from finds
